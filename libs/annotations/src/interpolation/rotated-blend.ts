import { isObject, type JsonObject } from '../document/values.js';
import { normaliseDegrees, rotatedCorners } from '../geometry/rotated-box.js';
import type { Point, RotatedBox } from '../geometry/kinds.js';
import { between, isNumber } from './linear-text.js';
import { ShapeText, type Blend } from './moving-shape.js';

const measures = ['x', 'y', 'width', 'height', 'rotation'] as const;
type Measure = (typeof measures)[number];
type BoxNumbers = Record<Measure, number>;

const isMeasure = (key: string): key is Measure => (measures as readonly string[]).includes(key);
const isBox = (shape: JsonObject): boolean => measures.every((key) => isNumber(shape[key]));

/** Linear, the rotation along the shorter arc; the corners are those of the box between. */
export function blendRotatedBox(from: unknown, to: unknown): Blend | null {
  if (!isObject(from) || !isObject(to) || !isBox(from) || !isBox(to)) return null;
  const text = new ShapeText();
  const places: NumberOf[] = [];
  const place = (number: NumberOf): void => {
    places.push(number);
    text.place();
  };
  let open = '{';
  for (const key in from) {
    text.add(`${open}${JSON.stringify(key)}:`);
    open = ',';
    if (isMeasure(key) && from[key] !== to[key]) place((box) => box[key]);
    else if (key === 'corners') placeCorners(text, place);
    else text.add(JSON.stringify(from[key]));
  }
  text.add('}');
  const boxAt = boxBetween(from as unknown as BoxNumbers, to as unknown as BoxNumbers);
  const fill: Blend['fill'] = (numbers, s) => {
    const box = boxAt(s);
    const corners = rotatedCorners(box);
    for (let i = 0; i < places.length; i++) numbers[i] = places[i]!(box, corners);
  };
  return { constants: text.constants, fill };
}

type NumberOf = (box: RotatedBox, corners: readonly Point[]) => number;

function placeCorners(text: ShapeText, place: (number: NumberOf) => void): void {
  for (let corner = 0; corner < 4; corner++) {
    text.add(corner === 0 ? '[[' : ',[');
    place((_, corners) => corners[corner]![0]);
    text.add(',');
    place((_, corners) => corners[corner]![1]);
    text.add(']');
  }
  text.add(']');
}

function boxBetween(from: BoxNumbers, to: BoxNumbers): (s: number) => RotatedBox {
  const turn = normaliseDegrees(to.rotation - from.rotation);
  return (s) => ({
    x: between(from.x, to.x, s),
    y: between(from.y, to.y, s),
    width: between(from.width, to.width, s),
    height: between(from.height, to.height, s),
    rotation: normaliseDegrees(from.rotation + turn * s),
  });
}
