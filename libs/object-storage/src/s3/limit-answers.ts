import type { S3Client } from '@aws-sdk/client-s3';
import { pipeline, Transform, type Readable } from 'node:stream';

/** A page of 1,000 keys of 1,024 bytes, percent-encoded, stays below. */
const mostBytes = 8 * 1024 * 1024;

interface Answer {
  readonly statusCode: number;
  body: Readable;
}
const isAnswer = (response: unknown): response is Answer =>
  typeof response === 'object' && response !== null && 'statusCode' in response && 'body' in response;

/**
 * The SDK reads every answer but the content of an object into memory. A hostile store must not fill it, nor keep us
 * reading for ever: such answers are cut at 8 MiB and after `milliseconds`.
 */
export function limitAnswers(client: S3Client, milliseconds: number): void {
  client.middlewareStack.add(
    (next, context) => async (input) => {
      const result = await next(input);
      const { response } = result;
      const streamed = context.commandName === 'GetObjectCommand' && isAnswer(response) && response.statusCode < 300;
      if (isAnswer(response) && !streamed) response.body = limited(response.body, mostBytes, milliseconds);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'limitAnswers' },
  );
}

/** The same bytes, ended by an error where they are too many or take too long. */
export function limited(body: Readable, bytes: number, milliseconds: number): Readable {
  let seen = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      seen += chunk.length;
      if (seen > bytes) done(named('AnswerTooLong'));
      else done(null, chunk);
    },
  });
  const timer = setTimeout(() => limit.destroy(named('AnswerTooSlow')), milliseconds);
  pipeline(body, limit, () => clearTimeout(timer));
  return limit;
}

/** The SDK adds words of its own to whatever stops its reading, so the name says what happened: see s3-error-names. */
const named = (name: string): Error => Object.assign(new Error('The answer of the store was cut'), { name });
