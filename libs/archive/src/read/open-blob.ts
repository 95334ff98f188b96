import type { Readable } from 'node:stream';
import { Failure } from '@hub/failures';
import { crc32 } from '../checksums/crc.js';

/** Opens a staged blob, from first to last byte (inclusive) where given. `ObjectStorage.get` fits. */
export type OpenBlob = (key: string, range?: { readonly start: number; readonly end: number }) => Promise<Readable>;

/** The bytes of a whole blob; throws `segment-corrupt` when they are not those that were stored. */
export async function* readVerified(open: OpenBlob, key: string, bytes: number, sum: number): AsyncGenerator<Buffer> {
  let seen = 0;
  let crc = 0;
  for await (const chunk of await open(key)) {
    crc = crc32(chunk as Buffer, crc);
    seen += (chunk as Buffer).length;
    yield chunk as Buffer;
  }
  if (seen !== bytes || crc !== sum) throw corruptBlob(key);
}

export const corruptBlob = (key: string): Failure =>
  new Failure('segment-corrupt', 'hub', 'A staged part of the archive is not what was stored', {
    field: 'key',
    value: key,
  });
