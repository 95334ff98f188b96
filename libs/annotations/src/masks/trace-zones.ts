import type { Point, Zone } from '../geometry/kinds.js';
import { markedWindow, type MarkedWindow } from './mask-window.js';
import type { Rle } from './rle.js';

/** Steps to the right, down, left, up. */
const dx = [1, 0, -1, 0] as const;
const dy = [0, 1, 0, -1] as const;
/** From a corner and a direction to the pixels ahead on the right and on the left hand. */
const rightAhead = [
  [0, 0],
  [-1, 0],
  [-1, -1],
  [0, -1],
] as const;
const leftAhead = [
  [0, -1],
  [0, 0],
  [-1, 0],
  [-1, -1],
] as const;

/**
 * The outlines of a mask along the edges of its pixels: a zone for each part that hangs together by edges, with its
 * holes. Exact: filling the zones gives the mask back. Regions run clockwise on the screen, holes the other way; a
 * point stands only where the outline turns. Zones come in the order of their topmost, then leftmost pixel.
 */
export function traceZones(rle: Rle): Zone[] {
  const mask = markedWindow(rle);
  if (!mask) return [];
  const { width, height, marks } = mask;
  const traced = new Uint8Array(marks.length);
  const zones: { region: Point[]; holes: Point[][] }[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      // every outline, also of a hole, has an upper edge of some pixel
      if (marks[at] === 0 || traced[at] === 1 || isSet(mask, x, y - 1)) continue;
      const outline = follow(mask, traced, x, y);
      const number = marks[at]!;
      if (number > 0) {
        zones[number - 1]!.holes.push(outline);
      } else {
        zones.push({ region: outline, holes: [] });
        numberPart(mask, x, y, zones.length);
      }
    }
  }
  return zones;
}

const isSet = ({ width, height, marks }: MarkedWindow, x: number, y: number): boolean =>
  x >= 0 && y >= 0 && x < width && y < height && marks[y * width + x] !== 0;

/** Walks with the mask on the right hand, beginning on the upper edge of a pixel. */
function follow(mask: MarkedWindow, traced: Uint8Array, startX: number, startY: number): Point[] {
  const outline: Point[] = [];
  let [x, y, direction] = [startX, startY, 0];
  do {
    if (direction === 0) traced[y * mask.width + x] = 1;
    x += dx[direction]!;
    y += dy[direction]!;
    const [rx, ry] = rightAhead[direction]!;
    const [lx, ly] = leftAhead[direction]!;
    let turn = 0;
    // pixels that touch at a corner only are not of one part
    if (!isSet(mask, x + rx, y + ry)) turn = 1;
    else if (isSet(mask, x + lx, y + ly)) turn = 3;
    if (turn !== 0) outline.push([x + mask.left, y + mask.top]);
    direction = (direction + turn) % 4;
  } while (x !== startX || y !== startY || direction !== 0);
  // the first point is the one the walk came back to
  const last = outline.pop();
  return last ? [last, ...outline] : outline;
}

/** Gives every pixel of the part that holds (x, y) the number of its zone. */
function numberPart({ width, height, marks }: MarkedWindow, x: number, y: number, zone: number): void {
  const waiting = [y * width + x];
  marks[y * width + x] = zone;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const column = at % width;
    const take = (next: number): void => {
      if (marks[next] === -1) {
        marks[next] = zone;
        waiting.push(next);
      }
    };
    if (column > 0) take(at - 1);
    if (column < width - 1) take(at + 1);
    if (at >= width) take(at - width);
    if (at < width * (height - 1)) take(at + width);
  }
}
