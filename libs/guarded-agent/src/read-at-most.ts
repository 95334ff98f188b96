import type { IncomingMessage } from 'node:http';
import { Failure } from '@hub/failures';

/** The whole body, or Failure `answer-too-large` as soon as it is known to be longer; the connection is closed then. */
export async function readAtMost(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const said = Number(answer.headers['content-length'] ?? 0);
  const chunks: Buffer[] = [];
  let bytes = said > maxBytes ? said : 0;
  if (bytes <= maxBytes) {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) break;
      chunks.push(chunk);
    }
  }
  if (bytes <= maxBytes) return Buffer.concat(chunks, bytes);
  answer.destroy();
  throw new Failure('answer-too-large', 'destination', `The answer is longer than the ${maxBytes} bytes we take`);
}
