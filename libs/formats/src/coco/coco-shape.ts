import {
  boundsOf,
  isBox,
  rotatedCorners,
  type Box,
  type GeometryKind,
  type Point,
  type RotatedBox,
  type Segmentation,
} from '@hub/annotations';
import { cocoRle, type CocoRle } from './coco-rle.js';
import type { ImageSize } from '../document/image-size.js';

/** The geometric half of a COCO annotation. Pixels; area in square pixels. */
export interface CocoShape {
  /** Flat polygons `[x1, y1, x2, y2, …]`, or a run-length mask where there are holes. */
  readonly segmentation: readonly (readonly number[])[] | CocoRle;
  /** `[x, y, width, height]` */
  readonly bbox: readonly [number, number, number, number];
  readonly area: number;
}

/**
 * Null for what COCO has no place for. `size` is needed for masks; without it holes cannot be kept. A crowd is always a
 * mask, as readers of COCO expect.
 */
export function cocoShape(kind: GeometryKind, value: unknown, size: ImageSize | null, crowd = false): CocoShape | null {
  switch (kind) {
    case 'bounding-box':
      return isBox(value) ? boxShape(upright(value)) : null;
    case 'rotated-bounding-box':
      return isBox(value) ? polygonShape([cornersOf(value as RotatedBox)]) : null;
    case 'polygon':
      return polygonShape([value as readonly Point[]]);
    case 'segmentation':
      return segmentationShape(value as Segmentation, size, crowd);
    default:
      return null;
  }
}

/** A box drawn from another corner has a negative width or height in older data. */
const upright = ({ x, y, width, height }: Box): Box => ({
  x: Math.min(x, x + width),
  y: Math.min(y, y + height),
  width: Math.abs(width),
  height: Math.abs(height),
});

const cornersOf = (box: RotatedBox): readonly Point[] =>
  box.corners?.length === 4 ? box.corners : rotatedCorners(box);

function boxShape({ x, y, width, height }: Box): CocoShape {
  const ring = [x, y, x + width, y, x + width, y + height, x, y + height];
  return { segmentation: [ring.map(round)], bbox: bboxOf({ x, y, width, height }), area: round(width * height) };
}

function polygonShape(rings: readonly (readonly Point[])[]): CocoShape | null {
  const drawn = rings.filter((ring) => ring.length >= 3);
  const bounds = boundsOf(drawn.flat());
  if (!bounds) return null;
  return {
    segmentation: drawn.map((ring) => ring.flatMap(([x, y]) => [round(x), round(y)])),
    bbox: bboxOf(bounds),
    area: round(drawn.reduce((sum, ring) => sum + ringArea(ring), 0)),
  };
}

/** Zones without holes stay polygons; holes need a mask. */
function segmentationShape({ zones }: Segmentation, size: ImageSize | null, crowd: boolean): CocoShape | null {
  const outline = polygonShape(zones.map((zone) => zone.region));
  if (!outline || !size || (!crowd && zones.every((zone) => zone.holes.length === 0))) return outline;
  return { ...outline, ...cocoRle({ zones }, size) };
}

/** Shoelace formula. */
function ringArea(ring: readonly Point[]): number {
  let twice = 0;
  for (let i = 0; i < ring.length; i++) {
    const [x1, y1] = ring[i] as Point;
    const [x2, y2] = ring[(i + 1) % ring.length] as Point;
    twice += x1 * y2 - x2 * y1;
  }
  return Math.abs(twice) / 2;
}

const bboxOf = ({ x, y, width, height }: Box): CocoShape['bbox'] => [round(x), round(y), round(width), round(height)];
/** Two decimals more than any pixel grid needs; shortest form. */
export const round = (value: number): number => Math.round(value * 1000) / 1000;
