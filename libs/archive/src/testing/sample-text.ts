/** Text that compresses, the same for the same seed. */
export function sampleText(bytes: number, seed: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  for (let at = 0, x = seed + 1; at < bytes; at++) {
    x = (Math.imul(x, 1103515245) + 12345) >>> 0;
    buffer[at] = 97 + ((x >>> 16) % 20);
  }
  return buffer;
}
