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
import type { ImageSize } from '../document/image-size.js';

/** A box drawn from another corner has a negative width or height in older data. */
export const upright = ({ x, y, width, height }: Box): Box => ({
  x: Math.min(x, x + width),
  y: Math.min(y, y + height),
  width: Math.abs(width),
  height: Math.abs(height),
});

export const cornersOf = (box: RotatedBox): readonly Point[] =>
  box.corners?.length === 4 ? box.corners : rotatedCorners(box);

/** The corners of an upright box, clockwise from the top left one. */
export function boxCorners(box: Box): [Point, Point, Point, Point] {
  const { x, y, width, height } = upright(box);
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

/** The upright box around a shape; null for a kind or value that has none. Pixels. */
export function boundsOfShape(kind: GeometryKind, value: unknown): Box | null {
  const rings = ringsOf(kind, value);
  return rings && boundsOf(rings.flatMap(({ region }) => region));
}

/** A shape as zones; null for a kind or value that has no area. */
export function ringsOf(kind: GeometryKind, value: unknown): Segmentation['zones'] | null {
  switch (kind) {
    case 'bounding-box':
      return isBox(value) ? [{ region: boxCorners(value), holes: [] }] : null;
    case 'rotated-bounding-box':
      return isBox(value) ? [{ region: cornersOf(value as RotatedBox), holes: [] }] : null;
    case 'polygon':
      return Array.isArray(value) && value.length >= 3 ? [{ region: value as Point[], holes: [] }] : null;
    case 'segmentation': {
      const zones = (value as Segmentation).zones.filter(({ region }) => region.length >= 3);
      return zones.length > 0 ? zones : null;
    }
    default:
      return null;
  }
}

/** What of a box lies in the image; null when nothing does. */
export function clipped({ x, y, width, height }: Box, size: ImageSize): Box | null {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  const [right, bottom] = [Math.min(size.width, x + width), Math.min(size.height, y + height)];
  if (right <= left || bottom <= top) return null;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export const isInside = ({ x, y, width, height }: Box, size: ImageSize): boolean =>
  x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height;

export const pointInside = ([x, y]: Point, { width, height }: ImageSize): boolean =>
  x >= 0 && y >= 0 && x <= width && y <= height;

export const movedInside = ([x, y]: Point, { width, height }: ImageSize): Point => [
  Math.min(width, Math.max(0, x)),
  Math.min(height, Math.max(0, y)),
];
