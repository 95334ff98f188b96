import type { CvatShape } from './cvat-records.js';

/** A whole number from 0 on. Throws RangeError. */
export function frameNumber(text: string | undefined): number {
  if (text === undefined || !/^\d+$/.test(text))
    throw new RangeError(`${JSON.stringify(text ?? '')} is no frame number`);
  return Number(text);
}

/**
 * Kind of tool and geometry of a shape. A coordinate that is missing stays missing, `NaN` and infinities stay what they
 * are: the export will say so. Throws RangeError for a text that is no number at all.
 */
export function geometryOfShape({ shape, element }: CvatShape): { kind: string; value: unknown } {
  if (shape === 'box') {
    const [x, y, right, bottom] = ['xtl', 'ytl', 'xbr', 'ybr'].map((name) => numberOf(element[name], name));
    return { kind: 'bounding-box', value: { x, y, width: length(x, right), height: length(y, bottom) } };
  }
  const points = (element['points'] ?? '').split(';').map(pointOf);
  if (shape !== 'points') return { kind: shape, value: points };
  if (points.length !== 1) throw new RangeError(`${points.length} points in one shape`);
  return { kind: 'point', value: points[0] };
}

const length = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : to - from;

const pointOf = (text: string): (number | null)[] => {
  const [x, y] = text.split(',');
  return [numberOf(x, 'points') ?? null, numberOf(y, 'points') ?? null];
};

const notFinite = /^([+-]?)(nan|inf|infinity)$/i;

function numberOf(text: string | undefined, name: string): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return undefined;
  const special = notFinite.exec(trimmed);
  if (special) return special[2]?.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  const value = Number(trimmed);
  if (Number.isNaN(value)) throw new RangeError(`${name}: ${JSON.stringify(text)} is no number`);
  return value;
}
