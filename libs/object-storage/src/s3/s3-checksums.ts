import { crc32c, crc32cCombine } from '@hub/archive';
import type { UploadPart } from '../object-storage.js';

/** S3 writes a CRC as base64 of its four bytes, big-endian. */
export function toBase64(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString('base64');
}

/** Undefined where the store keeps none, or one of parts (`…-3`) that says nothing about the whole object. */
export function fromBase64(sum: string | undefined): number | undefined {
  const bytes = Buffer.from(sum ?? '', 'base64');
  return bytes.length === 4 && !sum?.includes('-') ? bytes.readUInt32BE() : undefined;
}

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
