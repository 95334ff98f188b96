import { isObject } from '../document/values.js';

/**
 * A mask as COCO's run-length encoding: pixels in columns (top to bottom, then the next column to the right), runs of
 * 0 and 1 in turn, beginning with 0. The counts sum up to height × width.
 */
export interface Rle {
  readonly height: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** `{size: [height, width], counts: [ints] | "compressed"}`. Throws RangeError for anything else. */
export function parseRle(value: unknown): Rle {
  const size: unknown = isObject(value) ? value['size'] : undefined;
  const counts: unknown = isObject(value) ? value['counts'] : undefined;
  if (!Array.isArray(size) || size.length !== 2 || !size.every(isCount))
    throw new RangeError('RLE without size [height, width]');
  const [height, width] = size as [number, number];
  const runs = typeof counts === 'string' ? decompressCounts(counts) : counts;
  if (!Array.isArray(runs) || !runs.every(isCount)) throw new RangeError('RLE without counts');
  const pixels = runs.reduce((sum, run) => sum + run, 0);
  if (pixels !== height * width) throw new RangeError(`RLE of ${pixels} pixels for ${height} × ${width}`);
  return { height, width, counts: runs };
}

export const rleArea = ({ counts }: Rle): number => counts.reduce((sum, run, i) => (i % 2 === 1 ? sum + run : sum), 0);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * The compressed form: each count from the fourth on as its difference from the one two before, in groups of 5 bits,
 * least first, bit 6 meaning "more follows", the sign in the last group's highest bit; each group + 48 is a character.
 * Source: cocoapi, maskApi.c, rleToString and rleFrString (read for the format).
 */
export function compressCounts(counts: readonly number[]): string {
  let text = '';
  for (let i = 0; i < counts.length; i++) {
    let rest = i > 2 ? counts[i]! - counts[i - 2]! : counts[i]!;
    for (;;) {
      const group = rest & 0x1f;
      rest >>= 5;
      const last = group & 0x10 ? rest === -1 : rest === 0;
      text += String.fromCharCode((last ? group : group | 0x20) + 48);
      if (last) break;
    }
  }
  return text;
}

/** Throws RangeError for characters outside the code or a text that ends within a number. */
export function decompressCounts(text: string): number[] {
  const counts: number[] = [];
  let [value, shift] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) - 48;
    if (code < 0 || code > 63 || shift > 30) throw new RangeError(`Not a compressed RLE at character ${i}`);
    value |= (code & 0x1f) << shift;
    shift += 5;
    if (code & 0x20) continue;
    if (code & 0x10 && shift < 32) value |= -1 << shift;
    counts.push(counts.length > 2 ? value + counts[counts.length - 2]! : value);
    [value, shift] = [0, 0];
  }
  if (shift !== 0) throw new RangeError('The compressed RLE ends within a number');
  return counts;
}
