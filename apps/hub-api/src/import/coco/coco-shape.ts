import { parseRle, pointsOf, rotatedBoxFromCentre, traceZones, type JsonObject, type Point } from '@hub/annotations';
import type { CocoAnnotation } from './coco-records.js';

/** A kind of tool and its geometry. */
export interface Shape {
  readonly kind: string;
  readonly value: unknown;
}

/**
 * One polygon → polygon; several → segmentation with a zone each; a run-length mask → segmentation with holes, exactly
 * along the pixels; no outline → the box, turned when it has five numbers. Null: nothing is drawn. Throws RangeError.
 */
export function shapeOf({ segmentation, bbox }: CocoAnnotation): Shape | null {
  if (segmentation && !Array.isArray(segmentation)) {
    const zones = traceZones(parseRle(segmentation));
    if (zones.length > 0) return { kind: 'segmentation', value: { zones } };
  } else if (segmentation && segmentation.length > 0) {
    const polygons = segmentation.map(outlineOf);
    if (polygons.length === 1) return { kind: 'polygon', value: polygons[0] };
    return { kind: 'segmentation', value: { zones: polygons.map((region) => ({ region, holes: [] })) } };
  }
  return bbox ? boxOf(bbox) : null;
}

function boxOf(bbox: readonly number[]): Shape {
  const [a, b, width, height, angle] = bbox as [number, number, number, number, number?];
  if (bbox.length === 4) return { kind: 'bounding-box', value: { x: a, y: b, width, height } };
  if (bbox.length !== 5 || angle === undefined) throw new RangeError(`a bbox of ${bbox.length} numbers`);
  // a centre that is no number has no corner either: nothing is computed from it
  if (![a, b, width, height, angle].every(Number.isFinite))
    return { kind: 'rotated-bounding-box', value: { x: a, y: b, width, height, rotation: angle } };
  // corners are computed by the store
  const { corners: _, ...box } = rotatedBoxFromCentre(a, b, width, height, angle);
  return { kind: 'rotated-bounding-box', value: box };
}

function outlineOf(flat: readonly number[]): Point[] {
  if (flat.length === 0 || flat.length % 2 !== 0) throw new RangeError(`a polygon of ${flat.length} coordinates`);
  return pointsOf(flat);
}

/** What the annotation says beside its geometry, under `source`: ids, area, iscrowd, bbox of an outline … */
export function sourceOf(annotation: CocoAnnotation): JsonObject {
  const { image_id: _i, category_id: _c, segmentation: _s, keypoints: _k, caption: _t, ...source } = annotation;
  return source;
}
