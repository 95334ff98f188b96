import { round } from './coco-shape.js';

/** `.001` … `.999` without zeros at the end; nothing for 0. */
const decimals = Array.from({ length: 1000 }, (_, thousandths) =>
  thousandths === 0 ? '' : `.${String(thousandths).padStart(3, '0').replace(/0+$/, '')}`,
);

/**
 * `JSON.stringify(round(value))`, without the search for the shortest text of a double that makes that slow: a number with
 * three decimals is two whole ones. What overflows becomes null, as there.
 */
export function roundedJson(value: number): string {
  const thousandths = Math.round(value * 1000);
  if (thousandths >= 0 && thousandths < 0x7fffffff) {
    const whole = (thousandths / 1000) | 0;
    return `${whole}${decimals[thousandths - whole * 1000]}`;
  }
  return JSON.stringify(round(value));
}
