import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** What a store answered. */
export type StoreReply = Readable & Pick<IncomingMessage, 'statusCode' | 'headers' | 'rawHeaders'>;

/**
 * Google ignores the bytes of a session that it has; fake-gcs-server appends them again, and an object becomes too long.
 * Here a chunk waits for the one before it and, where the store has it already, is answered without the store, which knows
 * no way to ask how far an upload is either.
 * Source: Cloud Storage, "Perform resumable uploads".
 */
export class KeptChunks {
  private readonly sessions = new Map<string, Promise<number>>();

  async pass(session: string, headers: IncomingHttpHeaders, send: () => Promise<StoreReply>): Promise<StoreReply> {
    const before = this.sessions.get(session) ?? Promise.resolve(0);
    const range = headers['content-range'] ?? '';
    // with the last one the session is over
    const last = !range.endsWith('/*');
    const reply = before.then((kept) => (!last && endOf(range) <= kept ? keptReply(kept) : send()));
    this.sessions.set(
      session,
      reply.then(
        ({ headers: answered }) => endOf(answered.range),
        () => before,
      ),
    );
    return reply;
  }
}

function keptReply(bytes: number): StoreReply {
  const range = `bytes=0-${bytes - 1}`;
  const rawHeaders = ['range', range, 'content-length', '0'];
  return Object.assign(Readable.from([]), { statusCode: 308, headers: { range }, rawHeaders });
}

/** `bytes=0-41`, or `bytes 7-41/*`, says 42. */
const endOf = (range = ''): number => Number(/^bytes[ =]\d+-(\d+)/.exec(range)?.[1] ?? -1) + 1;
