import type { Point } from '@hub/annotations';
import type { AltoElement } from './alto-records.js';

/** `x y x y …` or `x,y x,y …`. Throws RangeError. */
export function altoPoints(text: string): Point[] {
  const numbers = text
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (numbers.length < 2 || numbers.length % 2 !== 0 || !numbers.every(Number.isFinite))
    throw new RangeError(`not a list of points: ${text.slice(0, 60)}`);
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i]!, numbers[2 * i + 1]!]);
}

/** The polygon of an element, or its box when it has none. Throws RangeError. */
export function altoShape({ polygon, attributes }: AltoElement): { kind: string; value: unknown } {
  if (polygon !== undefined) return { kind: 'polygon', value: altoPoints(polygon) };
  const [x, y, width, height] = ['HPOS', 'VPOS', 'WIDTH', 'HEIGHT'].map((name) => numberOf(attributes, name)) as [
    number,
    number,
    number,
    number,
  ];
  return { kind: 'bounding-box', value: { x, y, width, height } };
}

/** The baseline; older files give its height alone. Throws RangeError. */
export function baselineOf({ attributes }: AltoElement): Point[] | null {
  const baseline = attributes['BASELINE'];
  if (baseline === undefined) return null;
  if (!/^\s*[\d.]+\s*$/.test(baseline)) return altoPoints(baseline);
  const x = numberOf(attributes, 'HPOS');
  return [
    [x, Number(baseline)],
    [x + numberOf(attributes, 'WIDTH'), Number(baseline)],
  ];
}

function numberOf(attributes: Readonly<Record<string, string>>, name: string): number {
  const value = Number(attributes[name] ?? 'missing');
  if (!Number.isFinite(value)) throw new RangeError(`${name}: ${attributes[name] ?? 'missing'}`);
  return value;
}
