import type { Point } from './kinds.js';

/** `[x1, y1, x2, y2, …]`, the form of COCO, as points; a last lone number is left out. */
export function pointsOf(flat: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) points.push([flat[i]!, flat[i + 1]!]);
  return points;
}

export const flatOf = (points: readonly Point[]): number[] => points.flatMap(([x, y]) => [x, y]);

/** Area inside an outline that does not cross itself, whichever way it runs. */
export function polygonArea(points: readonly Point[]): number {
  let twice = 0;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    twice += points[j]![0] * points[i]![1] - points[i]![0] * points[j]![1];
  }
  return Math.abs(twice) / 2;
}
