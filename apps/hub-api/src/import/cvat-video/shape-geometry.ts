import type { Point } from '@hub/annotations';
import type { CvatShape } from './cvat-records.js';

/** A whole number from 0 on. Throws RangeError. */
export function frameNumber(text: string | undefined): number {
  if (text === undefined || !/^\d+$/.test(text))
    throw new RangeError(`${JSON.stringify(text ?? '')} is no frame number`);
  return Number(text);
}

/** Kind of tool and geometry of a shape. Throws RangeError naming what is missing or no number. */
export function geometryOfShape({ shape, element }: CvatShape): { kind: string; value: unknown } {
  if (shape === 'box') {
    const [x, y, right, bottom] = ['xtl', 'ytl', 'xbr', 'ybr'].map((name) => numberOf(element[name], name)) as [
      number,
      number,
      number,
      number,
    ];
    return { kind: 'bounding-box', value: { x, y, width: right - x, height: bottom - y } };
  }
  const points = (element['points'] ?? '').split(';').map(pointOf);
  if (shape !== 'points') return { kind: shape, value: points };
  if (points.length !== 1) throw new RangeError(`${points.length} points in one shape`);
  return { kind: 'point', value: points[0] };
}

const pointOf = (text: string): Point => {
  const [x, y] = text.split(',');
  return [numberOf(x, 'points'), numberOf(y, 'points')];
};

function numberOf(text: string | undefined, name: string): number {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new RangeError(`${name}: ${JSON.stringify(text ?? null)} is no finite number`);
  return value;
}
