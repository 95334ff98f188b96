import { crc32c, crc32cCombine } from '@hub/archive';
import { toBase64 } from '../checksums/crc-base64.js';
import type { UploadPart } from '../object-storage.js';

export const sumOf = (body: Buffer): string => toBase64(crc32c(body));

/** The sum of the whole object from those of its parts; undefined when one has none. */
export function sumOfParts(parts: readonly UploadPart[]): string | undefined {
  let whole = 0;
  for (const part of parts) {
    if (part.crc32c === undefined) return undefined;
    whole = crc32cCombine(whole, part.crc32c, part.bytes);
  }
  return toBase64(whole);
}
