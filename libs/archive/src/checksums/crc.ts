import { crc32 as zlibCrc32 } from 'node:zlib';

/** Both are of the reflected family: initial value and final inversion 0xffffffff. Source: zlib crc32.c, RFC 3720 §B.4. */
const polynomials = { crc32: 0xedb88320, crc32c: 0x82f63b78 } as const;

/** CRC-32 (zip, gzip) of `bytes`, continuing `seed`. Unsigned. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  return zlibCrc32(bytes, seed);
}

/** Eight tables: one look-up per byte, eight bytes per step (slice-by-8). */
const tables = sliceTables(polynomials.crc32c);

/** CRC-32C (Castagnoli; S3, GCS) of `bytes`, continuing `seed`. Unsigned. About 0.9 GB/s. */
export function crc32c(bytes: Uint8Array, seed = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let crc = ~seed;
  let at = 0;
  const whole = bytes.length - (bytes.length % 8);
  for (; at < whole; at += 8) {
    const low = crc ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    crc =
      t7[low & 255]! ^
      t6[(low >>> 8) & 255]! ^
      t5[(low >>> 16) & 255]! ^
      t4[low >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}

function sliceTables(polynomial: number): Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
  const all = [first];
  for (let n = 1; n < 8; n++) {
    const before = all[n - 1]!;
    all.push(before.map((crc) => (crc >>> 8) ^ first[crc & 255]!));
  }
  return all;
}

/** CRC-32 of A followed by B, from the sums of A and of B and the length of B in bytes. */
export const crc32Combine = (a: number, b: number, bytesOfB: number): number => combine('crc32', a, b, bytesOfB);
/** The same for CRC-32C. */
export const crc32cCombine = (a: number, b: number, bytesOfB: number): number => combine('crc32c', a, b, bytesOfB);

function combine(kind: keyof typeof polynomials, a: number, b: number, bytesOfB: number): number {
  return (multiply(polynomials[kind], xToThe8(kind, bytesOfB), a) ^ b) >>> 0;
}

/** a·b modulo the polynomial, bit-reflected: x⁰ is the top bit. */
function multiply(polynomial: number, a: number, b: number): number {
  let product = 0;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= b;
    b = b & 1 ? (b >>> 1) ^ polynomial : b >>> 1;
  }
  return product >>> 0;
}

/** x^(2^n) for n = 3 …: enough for any length a JavaScript number can hold. */
const powers = { crc32: squares(polynomials.crc32), crc32c: squares(polynomials.crc32c) };

function squares(polynomial: number): number[] {
  const list: number[] = [];
  let power = 0x00800000; // x^8
  for (let n = 0; n < 53; n++) {
    list.push(power);
    power = multiply(polynomial, power, power);
  }
  return list;
}

function xToThe8(kind: keyof typeof polynomials, bytes: number): number {
  let result = 0x80000000; // x^0
  for (let n = 0, rest = bytes; rest > 0; n++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(polynomials[kind], powers[kind][n]!, result);
  }
  return result;
}
