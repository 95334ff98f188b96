import type { GeometryKind, Point, Segmentation } from '@hub/annotations';
import { isBox, type RotatedBox } from '@hub/annotations';
import { cocoRle } from '../coco/coco-rle.js';
import type { Losses } from '../converter/losses.js';
import type { ImageSize } from '../document/image-size.js';
import { cornersOf, upright } from '../images/shapes.js';

const flat = (points: readonly Point[]): number[] => points.flatMap(([x, y]) => [x, y]);

/** The part of an annotation that says where it is; null for a value without a shape. Several zones give one mask. */
export function datumaroShape(
  kind: GeometryKind,
  value: unknown,
  size: ImageSize | null,
  losses: Losses,
): Record<string, unknown>[] {
  switch (kind) {
    case 'bounding-box': {
      if (!isBox(value)) return [];
      const { x, y, width, height } = upright(value);
      return [{ type: 'bbox', bbox: [x, y, width, height] }];
    }
    case 'rotated-bounding-box':
      return isBox(value) ? [{ type: 'polygon', points: flat(cornersOf(value as RotatedBox)) }] : [];
    case 'polygon':
      return Array.isArray(value) && value.length >= 3 ? [{ type: 'polygon', points: flat(value as Point[]) }] : [];
    case 'polyline':
      return Array.isArray(value) && value.length > 0 ? [{ type: 'polyline', points: flat(value as Point[]) }] : [];
    case 'point':
      return Array.isArray(value) ? [{ type: 'points', points: value, visibility: [2] }] : [];
    case 'segmentation':
      return segmentationShape(value as Segmentation, size, losses);
    default:
      return [];
  }
}

function segmentationShape({ zones }: Segmentation, size: ImageSize | null, losses: Losses): Record<string, unknown>[] {
  const drawn = zones.filter(({ region }) => region.length >= 3);
  if (drawn.length === 0) return [];
  const [only] = drawn;
  if (drawn.length === 1 && only?.holes.length === 0) return [{ type: 'polygon', points: flat(only.region) }];
  if (size) return [{ type: 'mask', rle: cocoRle({ zones: drawn }, size).segmentation }];
  losses.add('holes: the size of the image is unknown, so there is no mask');
  return drawn.map(({ region }) => ({ type: 'polygon', points: flat(region) }));
}
