import type { JsonObject } from '../document/values.js';
import { ShapeText, type Blend } from './moving-shape.js';

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Linear, the exact ends at 0 and 1. */
export function between(from: number, to: number, s: number): number {
  if (s === 1) return to;
  const way = to - from;
  // the way between the largest doubles is longer than a double can say
  return Number.isFinite(way) ? from + way * s : from * (1 - s) + to * s;
}

/** JSON of the earlier shape, in which what is a number on both sides moves linearly. */
export class LinearText extends ShapeText implements Blend {
  private readonly from: number[] = [];
  private readonly to: number[] = [];

  /** What is equal, or no number on both sides, stays as it was. */
  value(from: unknown, to: unknown): void {
    if (!isNumber(from) || !isNumber(to) || from === to) return this.add(JSON.stringify(from));
    this.from.push(from);
    this.to.push(to);
    this.place();
  }

  /** Numbers and lists of them, of the same structure. */
  list(from: unknown, to: unknown): void {
    if (!Array.isArray(from) || !Array.isArray(to)) return this.value(from, to);
    this.items(from, (item, i) => this.list(item, to[i]));
  }

  items(list: readonly unknown[], write: (item: unknown, index: number) => void): void {
    this.add('[');
    for (let i = 0; i < list.length; i++) {
      if (i > 0) this.add(',');
      write(list[i], i);
    }
    this.add(']');
  }

  members(object: JsonObject, write: (key: string) => void): void {
    let open = '{';
    for (const key in object) {
      this.add(`${open}${JSON.stringify(key)}:`);
      open = ',';
      write(key);
    }
    this.add(open === '{' ? '{}' : '}');
  }

  fill(numbers: Float64Array, s: number): void {
    for (let i = 0; i < numbers.length; i++) numbers[i] = between(this.from[i]!, this.to[i]!, s);
  }
}

/** Whether both are numbers, or lists of the same structure. */
export function sameStructure(from: unknown, to: unknown): boolean {
  if (isNumber(from)) return isNumber(to);
  if (!Array.isArray(from) || !Array.isArray(to) || from.length !== to.length) return false;
  return from.every((item, i) => sameStructure(item, (to as unknown[])[i]));
}
