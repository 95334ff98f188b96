import type { S3Client } from '@aws-sdk/client-s3';

/** What the SDK takes for the noise of answers that travel, in ms. */
const noise = 240_000;

interface Refusal {
  readonly $metadata?: { clockSkewCorrected?: boolean };
}

/**
 * The SDK learns from every answer how wrong our clock is, and repeats a call that was signed with the wrong time. Only
 * when our clock was mended meanwhile it does not: a HEAD, whose refusal has no words, would then count as a lack of rights.
 * Source: @aws-sdk/core, `AwsSdkSigV4Signer.errorHandler`.
 */
export function repeatAfterMendedClock(client: S3Client): void {
  const repeat =
    <Input, Output>(next: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      const signedWith = client.config.systemClockOffset;
      try {
        return await next(input);
      } catch (error) {
        const { $metadata } = error as Refusal;
        const moved = Math.abs(client.config.systemClockOffset - signedWith) >= noise;
        if (moved && $metadata) $metadata.clockSkewCorrected = true;
        throw error;
      }
    };
  client.middlewareStack.addRelativeTo(repeat, {
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
    name: 'repeatAfterMendedClock',
  });
}
