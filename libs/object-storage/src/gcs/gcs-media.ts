import { addAbortSignal, type Readable } from 'node:stream';
import { encodeSegment } from '../links/content-disposition.js';
import type { ByteRange } from '../object-storage.js';
import type { GcsClient } from './gcs-client.js';

/**
 * The bytes of objects, with the library's token but by a call of our own. The library's `createReadStream` breaks three
 * promises: a stream that is given up ends every other call of the process (`request.agent.destroy()` on the agent that
 * all of them share), silence within an object has no time-out, and a connection that is lost within the text of an error
 * is a rejection that nobody handles, which ends the process. Source: @google-cloud/storage 7.22.0, file.ts.
 */
export async function openMedia(
  client: GcsClient,
  key: string,
  range?: ByteRange,
  signal?: AbortSignal,
): Promise<Readable> {
  const path = `/storage/v1/b/${encodeSegment(client.bucket)}/o/${encodeSegment(key)}?alt=media`;
  const answer = await client.call({
    method: 'GET',
    url: new URL(client.endpoint + path),
    headers: {
      ...(await client.ask(() => client.authorization(), signal)),
      ...(range && { range: `bytes=${range.start}-${range.end}` }),
    },
    signal,
  });
  return signal ? addAbortSignal(signal, answer) : answer;
}
