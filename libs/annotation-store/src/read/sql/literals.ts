import { escapeLiteral } from 'pg';
import { arrayText } from '../../write/rows/bulk-insert.js';

/** Literals for statements that take no parameters (COPY). */
export const text = (value: string): string => escapeLiteral(value);
export const texts = (values: readonly string[]): string => `${escapeLiteral(arrayText(values))}::text[]`;
export const time = (iso: string): string => `${escapeLiteral(iso)}::timestamptz`;

export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not an integer`);
  return String(value);
}
