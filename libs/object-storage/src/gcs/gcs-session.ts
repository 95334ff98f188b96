import type { IncomingMessage } from 'node:http';
import { Failure } from '@hub/failures';
import { toBase64 } from '../checksums/crc-base64.js';
import type { GcsClient } from './gcs-client.js';
import { GcsError } from './gcs-errors.js';
import { readText } from './gcs-http.js';
import { resourceSchema, type GcsResource } from './gcs-resource.js';

/** The object, once its last byte is there; until then how many bytes are safe. */
export type SessionState = { readonly finished: GcsResource } | { readonly persisted: number };

export interface Chunk {
  readonly offset: number;
  readonly body: Buffer;
  /** Bytes of the object, with its last ones only. A total without bytes ends the object there. */
  readonly total: number | null;
  /** CRC-32C of the whole object, for the store to check at the end. */
  readonly sum?: number;
}

/** Gone, out of time (a week) or cancelled. */
const lost = [404, 410, 499];

/**
 * A resumable upload: one ordered stream, sent in chunks. Bytes that are persisted stay as they are; sent again, they are
 * ignored. Its address is a secret that lets everybody write this one object, without a token: it is never part of an
 * error. The library has no such thing that another process can go on with.
 * Source: Cloud Storage, "Resumable uploads" and "Perform resumable uploads".
 */
export class GcsSession {
  constructor(
    private readonly client: GcsClient,
    private readonly address: URL,
  ) {}

  send({ offset, body, total, sum }: Chunk, signal?: AbortSignal): Promise<SessionState> {
    const range = body.length > 0 ? `${offset}-${offset + body.length - 1}` : '*';
    const headers: Record<string, string> = { 'content-range': `bytes ${range}/${total ?? '*'}` };
    if (total !== null && sum !== undefined) headers['x-goog-hash'] = `crc32c=${toBase64(sum)}`;
    return this.put(headers, body, signal);
  }

  /** How far it is, or the object that it became. */
  ask(signal?: AbortSignal): Promise<SessionState> {
    return this.put({ 'content-range': 'bytes */*' }, Buffer.alloc(0), signal);
  }

  /** Source: the same; a session that is cancelled answers 499. One that ended otherwise has nothing to cancel. */
  async cancel(): Promise<void> {
    const answer = await this.client.call({
      method: 'DELETE',
      url: this.address,
      accept: [...lost, 400, 405, 409, 412],
    });
    answer.resume();
  }

  private async put(headers: Record<string, string>, body: Buffer, signal?: AbortSignal): Promise<SessionState> {
    const answer = await this.client
      .call({
        method: 'PUT',
        url: this.address,
        headers,
        body,
        signal,
        accept: [308],
      })
      .catch((error: unknown) => {
        throw error instanceof GcsError && lost.includes(error.status) ? uploadMissing() : error;
      });
    if (answer.statusCode !== 308)
      return { finished: resourceSchema.parse(JSON.parse(await readText(answer, 1024 * 1024))) };
    answer.resume();
    return { persisted: persistedBy(answer) };
  }
}

/** `Range: bytes=0-41` says 42; no such header says none. */
function persistedBy(answer: IncomingMessage): number {
  const last = /^bytes=0-(\d+)$/.exec(answer.headers.range ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

export const uploadMissing = (message = 'There is no such upload: it was completed or aborted'): Failure =>
  new Failure('upload-missing', 'user', message);
