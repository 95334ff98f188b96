import { isObject, type JsonObject } from '../document/values.js';
import { normaliseDegrees, rotatedCorners } from '../geometry/rotated-box.js';
import { numberText } from './number-text.js';

/** JSON of the shape at s, 0 the earlier and 1 the later key frame. */
export type Blend = (s: number) => string;

/** Linear in every number, the exact ends at 0 and 1. */
const between = (from: number, to: number, s: number): number => (s === 1 ? to : from + (to - from) * s);

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Every member that is a number on both sides is linear, the others hold: boxes, and boxes in volumes. */
export function blendBox(from: unknown, to: unknown): Blend | null {
  if (!isObject(from) || !isObject(to)) return null;
  return joined(
    '{',
    Object.keys(from).map((key) => named(key, blendNumber(from[key], to[key]))),
    '}',
  );
}

/** Numbers and lists of lists of numbers of the same shape: points and polygons. */
export function blendPoints(from: unknown, to: unknown): Blend | null {
  return sameStructure(from, to) ? blendList(from, to) : null;
}

/** Zones with the same numbers of points and holes. */
export function blendSegmentation(from: unknown, to: unknown): Blend | null {
  if (!isObject(from) || !isObject(to) || !Array.isArray(from['zones']) || !Array.isArray(to['zones'])) return null;
  const zones: Blend[] = [];
  if (from['zones'].length !== to['zones'].length) return null;
  for (const [i, zone] of from['zones'].entries()) {
    const blend = blendZone(zone, (to['zones'] as unknown[])[i]);
    if (!blend) return null;
    zones.push(blend);
  }
  const members = Object.keys(from).map((key) =>
    named(key, key === 'zones' ? joined('[', zones, ']') : constant(from[key])),
  );
  return joined('{', members, '}');
}

function blendZone(from: unknown, to: unknown): Blend | null {
  if (!isObject(from) || !isObject(to)) return null;
  if (!sameStructure(from['region'], to['region'])) return null;
  if (!sameStructure(from['holes'] ?? [], to['holes'] ?? [])) return null;
  const member = (key: string): Blend =>
    (key === 'region' || key === 'holes') && Array.isArray(from[key]) && Array.isArray(to[key])
      ? blendList(from[key], to[key])
      : constant(from[key]);
  return joined(
    '{',
    Object.keys(from).map((key) => named(key, member(key))),
    '}',
  );
}

export function blendRotatedBox(from: unknown, to: unknown): Blend | null {
  if (!isObject(from) || !isObject(to)) return null;
  const keys = ['x', 'y', 'width', 'height', 'rotation'] as const;
  if (!keys.every((key) => isNumber(from[key]) && isNumber(to[key]))) return null;
  const value = (shape: JsonObject, key: (typeof keys)[number]): number => shape[key] as number;
  const turn = normaliseDegrees(value(to, 'rotation') - value(from, 'rotation'));
  const at = (key: (typeof keys)[number], s: number): number =>
    key === 'rotation'
      ? normaliseDegrees(value(from, 'rotation') + turn * s)
      : between(value(from, key), value(to, key), s);
  const corners: Blend = (s) => {
    const box = {
      x: at('x', s),
      y: at('y', s),
      width: at('width', s),
      height: at('height', s),
      rotation: at('rotation', s),
    };
    return `[${rotatedCorners(box)
      .map(([x, y]) => `[${numberText(x)},${numberText(y)}]`)
      .join(',')}]`;
  };
  const known: ReadonlySet<string> = new Set(keys);
  const member = (key: string): Blend => {
    if (known.has(key)) return (s) => numberText(at(key as (typeof keys)[number], s));
    return key === 'corners' ? corners : constant(from[key]);
  };
  return joined(
    '{',
    Object.keys(from).map((key) => named(key, member(key))),
    '}',
  );
}

function sameStructure(from: unknown, to: unknown): boolean {
  if (isNumber(from)) return isNumber(to);
  if (!Array.isArray(from) || !Array.isArray(to) || from.length !== to.length) return false;
  return from.every((item, i) => sameStructure(item, (to as unknown[])[i]));
}

/** Of the same structure. */
function blendList(from: unknown, to: unknown): Blend {
  if (!Array.isArray(from) || !Array.isArray(to)) return blendNumber(from, to);
  return joined(
    '[',
    from.map((item, i) => blendList(item, (to as unknown[])[i])),
    ']',
  );
}

function blendNumber(from: unknown, to: unknown): Blend {
  if (!isNumber(from) || !isNumber(to) || from === to) return constant(from);
  return (s) => numberText(between(from, to, s));
}

function constant(value: unknown): Blend {
  const text = JSON.stringify(value);
  return () => text;
}

function named(key: string, value: Blend): Blend {
  const name = `${JSON.stringify(key)}:`;
  return (s) => name + value(s);
}

function joined(open: string, parts: readonly Blend[], close: string): Blend {
  return (s) => {
    let text = open;
    for (let i = 0; i < parts.length; i++) text += i === 0 ? parts[i]!(s) : `,${parts[i]!(s)}`;
    return text + close;
  };
}
