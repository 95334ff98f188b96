import { boundsOf } from '../geometry/rotated-box.js';
import type { Point, Zone } from '../geometry/kinds.js';
import type { Rle } from './rle.js';

/**
 * The mask of the pixels whose centre lies in a zone and in none of its holes (even-odd within one outline). Works
 * column by column: memory is one column and the runs, whatever the size. Coordinates outside the image are cut off.
 */
export function fillZones(zones: readonly Zone[], size: { readonly width: number; readonly height: number }): Rle {
  const { width, height } = size;
  const column = new Uint8Array(height);
  const scratch = new Uint8Array(height);
  const runs = new Runs();
  const prepared = zones.map(({ region, holes }) => ({
    region: outlineOf(region),
    holes: (holes ?? []).map(outlineOf),
  }));
  for (let x = 0; x < width; x++) {
    const here = prepared.filter(({ region }) => region.left <= x + 0.5 && x + 0.5 <= region.right);
    if (here.length === 0) {
      runs.add(0, height);
      continue;
    }
    column.fill(0);
    for (const { region, holes } of here) {
      scratch.fill(0);
      paint(scratch, region, x + 0.5, 1);
      for (const hole of holes) paint(scratch, hole, x + 0.5, 0);
      for (let y = 0; y < height; y++) column[y]! |= scratch[y]!;
    }
    runs.addColumn(column);
  }
  return { height, width, counts: runs.finish() };
}

interface Outline {
  readonly points: readonly Point[];
  readonly left: number;
  readonly right: number;
}

function outlineOf(points: readonly Point[]): Outline {
  const bounds = boundsOf(points) ?? { x: Infinity, width: 0 };
  return { points, left: bounds.x, right: bounds.x + bounds.width };
}

/** Sets the pixels of a column whose centres lie between the outline's crossings. */
function paint(column: Uint8Array, { points }: Outline, x: number, value: 0 | 1): void {
  const crossings: number[] = [];
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [x1, y1] = points[j]!;
    const [x2, y2] = points[i]!;
    if (x1 <= x !== x2 <= x) crossings.push(y1 + ((x - x1) / (x2 - x1)) * (y2 - y1));
  }
  crossings.sort((a, b) => a - b);
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    column.fill(value, firstRow(crossings[i]!, column.length), firstRow(crossings[i + 1]!, column.length));
  }
}

/** The first row whose centre is not above y. */
const firstRow = (y: number, height: number): number => Math.min(height, Math.max(0, Math.ceil(y - 0.5)));

class Runs {
  private readonly counts: number[] = [];
  private value = 0;
  private length = 0;

  add(value: number, length: number): void {
    if (value === this.value) {
      this.length += length;
      return;
    }
    this.counts.push(this.length);
    [this.value, this.length] = [value, length];
  }

  addColumn(column: Uint8Array): void {
    let start = 0;
    for (let y = 1; y <= column.length; y++) {
      if (y < column.length && column[y] === column[start]) continue;
      if (start < column.length) this.add(column[start]!, y - start);
      start = y;
    }
  }

  finish(): number[] {
    return [...this.counts, this.length];
  }
}
