import { crc32, crc32c, crc32cCombine, crc32Combine } from './crc.js';

/** What identifies a run of bytes: its length and two sums that can be combined. */
export interface Sums {
  readonly bytes: number;
  readonly crc32: number;
  readonly crc32c: number;
}

export const noBytes: Sums = { bytes: 0, crc32: 0, crc32c: 0 };

export const sumsOf = (bytes: Uint8Array): Sums => ({
  bytes: bytes.length,
  crc32: crc32(bytes),
  crc32c: crc32c(bytes),
});

/** The sums of `before` followed by `after`, without looking at a byte. */
export const joinSums = (before: Sums, after: Sums): Sums => ({
  bytes: before.bytes + after.bytes,
  crc32: crc32Combine(before.crc32, after.crc32, after.bytes),
  crc32c: crc32cCombine(before.crc32c, after.crc32c, after.bytes),
});

/** The sums of `before` followed by these bytes. */
export const extendSums = (before: Sums, bytes: Uint8Array): Sums => ({
  bytes: before.bytes + bytes.length,
  crc32: crc32(bytes, before.crc32),
  crc32c: crc32c(bytes, before.crc32c),
});
