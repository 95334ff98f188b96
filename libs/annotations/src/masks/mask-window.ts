import type { Rle } from './rle.js';

/** The part of a mask that holds its pixels, in rows. A mark is 0 outside, -1 on a pixel, later the number of its zone. */
export interface MarkedWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly marks: Int32Array;
}

/** Null for an empty mask. */
export function markedWindow(rle: Rle): MarkedWindow | null {
  const { height } = rle;
  let [left, right, top, bottom] = [Infinity, -1, Infinity, -1];
  eachRun(rle, (x, y1, y2) => {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y1);
    bottom = Math.max(bottom, y2);
  });
  if (right < 0 || height === 0) return null;
  const width = right - left + 1;
  const rows = bottom - top;
  const marks = new Int32Array(width * rows);
  eachRun(rle, (x, y1, y2) => {
    for (let y = y1; y < y2; y++) marks[(y - top) * width + x - left] = -1;
  });
  return { left, top, width, height: rows, marks };
}

/** The runs of pixels, cut at the ends of columns: column, first row, row after the last. */
export function eachRun({ height, counts }: Rle, run: (x: number, y1: number, y2: number) => void): void {
  let at = 0;
  for (let i = 0; i < counts.length; i++) {
    const end = at + counts[i]!;
    while (i % 2 === 1 && at < end) {
      const x = Math.floor(at / height);
      const columnEnd = Math.min(end, (x + 1) * height);
      run(x, at - x * height, columnEnd - x * height);
      at = columnEnd;
    }
    at = end;
  }
}
