import { isObject, type JsonObject } from '../document/values.js';

/** The keys under which a tool carries its geometry (spec 3.4). Others may exist: they pass through unread. */
export const geometryKinds = [
  'bounding-box',
  'rotated-bounding-box',
  'polygon',
  'polyline',
  'segmentation',
  'point',
  'ner',
  'pdf',
  'spline',
  'circle',
  'angle',
] as const;
export type GeometryKind = (typeof geometryKinds)[number];

const known: ReadonlySet<string> = new Set(geometryKinds);

export const isGeometryKind = (key: string): key is GeometryKind => known.has(key);

/** The geometry key of a tool, null when it has none that we know (a medical brush, a kind of the future). */
export function geometryOf(tool: JsonObject): GeometryKind | null {
  for (const key in tool) if (isGeometryKind(key)) return key;
  return null;
}

export type Point = readonly [number, number];
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** x, y: top left corner before the rotation; degrees, clockwise on the screen, about the centre. */
export interface RotatedBox extends Box {
  readonly rotation: number;
  readonly corners?: readonly Point[];
}
export interface Zone {
  readonly region: readonly Point[];
  readonly holes: readonly (readonly Point[])[];
}
export interface Segmentation {
  readonly zones: readonly Zone[];
}

export const isBox = (value: unknown): value is Box =>
  isObject(value) && ['x', 'y', 'width', 'height'].every((key) => Number.isFinite(value[key]));
