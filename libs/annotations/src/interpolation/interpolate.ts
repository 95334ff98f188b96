import { isInterpolated } from './interpolated-kinds.js';
import { blendBox, blendPoints, blendSegmentation } from './blends.js';
import type { Blend, MovingShape } from './moving-shape.js';
import { blendRotatedBox } from './rotated-blend.js';

/** A key frame, as far as its shape goes. */
export interface ShapeAt {
  readonly frame: number;
  /** JSON of the geometry's value. */
  readonly shape: string;
}

/**
 * The shapes between two neighbouring key frames of one object; null for a geometry that has none (spec 3.5, Q6). The
 * public contract gives no formula; ours, for frame f between a and b, with s = (f - a) / (b - a):
 *
 * - box, point: every coordinate linear, v = va + (vb - va) · s;
 * - rotated box: x, y, width, height linear; the rotation linear along the shorter arc (at 180° clockwise), in
 *   (-180, 180]; the corners computed from them;
 * - polygon: point by point linear, when both have as many points; segmentation: the same, when both have as many zones,
 *   and each zone as many points, holes and points per hole;
 * - whatever does not match like this holds the shape of the earlier key frame.
 *
 * Further members of a shape hold the earlier value. Computed numbers have at most 3 decimals; key frames keep theirs.
 * The text depends on the two key frames and the frame only, so slices with any borders join to the same text.
 * Both shapes are parsed once, then each frame costs its numbers.
 */
export function interpolate(geometry: string, from: ShapeAt, to: ShapeAt): MovingShape | null {
  if (!isInterpolated(geometry)) return null;
  // equal shapes need no arithmetic, and keep their numbers to the letter
  const blend = from.shape === to.shape ? null : blendOf(geometry, JSON.parse(from.shape), JSON.parse(to.shape));
  if (!blend) return { constants: [from.shape], numbersAt: () => noNumbers };
  const numbers = new Float64Array(blend.constants.length - 1);
  const length = to.frame - from.frame;
  return {
    constants: blend.constants,
    numbersAt: (frame) => {
      blend.fill(numbers, (frame - from.frame) / length);
      return numbers;
    },
  };
}

const noNumbers: readonly number[] = [];

function blendOf(geometry: string, from: unknown, to: unknown): Blend | null {
  switch (geometry) {
    case 'bounding-box':
      return blendBox(from, to);
    case 'rotated-bounding-box':
      return blendRotatedBox(from, to);
    case 'segmentation':
      return blendSegmentation(from, to);
    default:
      return blendPoints(from, to);
  }
}
