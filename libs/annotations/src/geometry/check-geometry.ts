import { isObject, type JsonObject } from '../document/values.js';
import type { GeometryKind } from './kinds.js';

/** Reports one problem: where, and why. */
export type Report = (path: string, reason: string) => void;
type Check = (value: unknown, path: string, report: Report) => void;

/**
 * Whether a geometry has what its kind needs (spec 3.4), under the path of its key. Numbers that are not finite are
 * found by the walk over the whole tool; here it is about what is missing or of the wrong kind.
 */
export function checkGeometry(kind: GeometryKind, value: unknown, report: Report): void {
  checks[kind](value, kind, report);
}

const number: Check = (value, path, report) => {
  if (typeof value !== 'number') report(path, value === undefined ? 'missing number' : 'not a number');
};

const members =
  (...keys: string[]): Check =>
  (value, path, report) => {
    if (!isObject(value)) return report(path, 'not an object');
    for (const key of keys) number(value[key], `${path}.${key}`, report);
  };

const list =
  (item: Check): Check =>
  (value, path, report) => {
    if (!Array.isArray(value)) return report(path, 'not a list');
    for (let i = 0; i < value.length; i++) item(value[i], `${path}[${i}]`, report);
  };

/** Two coordinates, or three in volumes. */
const point: Check = (value, path, report) => {
  if (!Array.isArray(value) || value.length < 2) return report(path, 'not a point');
  for (let i = 0; i < value.length; i++) number(value[i], `${path}[${i}]`, report);
};

const volume = members('x1', 'y1', 'z1', 'x2', 'y2', 'z2');
const inVolume = (value: unknown): value is JsonObject => isObject(value) && 'z1' in value;
const orVolume =
  (flat: Check): Check =>
  (value, path, report) =>
    (inVolume(value) ? volume : flat)(value, path, report);

const points: Check = (value, path, report) => {
  if (Array.isArray(value) && value.length === 0) return report(path, 'no points');
  list(point)(value, path, report);
};

const zone: Check = (value, path, report) => {
  if (!isObject(value)) return report(path, 'not an object');
  points(value['region'], `${path}.region`, report);
  if (value['holes'] !== undefined) list(points)(value['holes'], `${path}.holes`, report);
};

const segmentation: Check = (value, path, report) => {
  if (!isObject(value)) return report(path, 'not an object');
  list(zone)(value['zones'], `${path}.zones`, report);
};

const pdf: Check = (value, path, report) => {
  const position = isObject(value) ? value['position'] : undefined;
  if (!isObject(position)) return report(`${path}.position`, 'missing');
  members('x1', 'y1', 'x2', 'y2')(position['boundingRect'], `${path}.position.boundingRect`, report);
};

const anything: Check = (value, path, report) => {
  if (value === null || value === undefined) report(path, 'missing');
};

const checks: Record<GeometryKind, Check> = {
  'bounding-box': orVolume(members('x', 'y', 'width', 'height')),
  'rotated-bounding-box': members('x', 'y', 'width', 'height', 'rotation'),
  polygon: points,
  polyline: orVolume(points),
  segmentation,
  point,
  ner: members('start', 'end'),
  pdf,
  spline: anything,
  circle: anything,
  angle: anything,
};
