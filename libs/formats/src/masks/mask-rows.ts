import type { Segmentation } from '@hub/annotations';
import type { ImageSize } from '../document/image-size.js';

export interface Painted {
  readonly value: number;
  readonly zones: Segmentation['zones'];
}

/** Rows of an image: a pixel belongs to a zone when its middle lies in the region and in no hole; later shapes cover earlier ones. */
export function* maskRows(shapes: readonly Painted[], { width, height }: ImageSize): Generator<Uint16Array> {
  for (let y = 0; y < height; y++) {
    const row = new Uint16Array(width);
    for (const { value, zones } of shapes)
      for (const { region, holes } of zones) {
        const gaps = holes.map((hole) => crossings(hole, y + 0.5));
        for (const [from, to] of spans(crossings(region, y + 0.5), width))
          for (let x = from; x < to; x++) if (!gaps.some((gap) => isWithin(gap, x + 0.5))) row[x] = value;
      }
    yield row;
  }
}

function crossings(ring: Segmentation['zones'][number]['region'], y: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < ring.length; i++) {
    const [[x1, y1], [x2, y2]] = [ring[i], ring[(i + 1) % ring.length]] as [[number, number], [number, number]];
    if (y1 <= y !== y2 <= y) found.push(x1 + ((y - y1) * (x2 - x1)) / (y2 - y1));
  }
  return found.sort((a, b) => a - b);
}

function* spans(xs: readonly number[], width: number): Generator<[number, number]> {
  for (let i = 0; i + 1 < xs.length; i += 2)
    yield [Math.max(0, Math.ceil((xs[i] ?? 0) - 0.5)), Math.min(width, Math.ceil((xs[i + 1] ?? 0) - 0.5))];
}

const isWithin = (xs: readonly number[], x: number): boolean => xs.filter((at) => at <= x).length % 2 === 1;
