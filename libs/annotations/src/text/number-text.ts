/** Most characters of a number as JSON: `-1.2345678901234567e+308`. */
export const mostNumberBytes = 25;

const zero = 48;
const minus = 45;
const point = 46;
/** From here on a double has no third decimal that could be rounded. */
const mostRounded = 4e12;
/** Up to here the arithmetic below is that of small integers, which is what makes it fast. */
const mostFast = 0x7fffffff;

/**
 * Writes a computed coordinate as JSON: rounded to 3 decimals (halves away from zero), in the shortest form, never `-0`.
 * Every computed number of an export is written here. Needs `mostNumberBytes` of room; returns where the number ends.
 */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  const thousandths = Math.round(Math.abs(value) * 1000);
  if (!(thousandths <= mostFast)) return writeAscii(bytes, at, largeNumberText(value));
  let end = at;
  if (value < 0 && thousandths > 0) bytes[end++] = minus;
  const whole = (thousandths / 1000) | 0;
  const rest = thousandths - whole * 1000;
  end = writeWhole(bytes, end, whole);
  if (rest === 0) return end;
  bytes[end++] = point;
  const hundreds = (rest / 100) | 0;
  const tens = ((rest / 10) | 0) - hundreds * 10;
  const ones = rest % 10;
  bytes[end++] = zero + hundreds;
  if (tens > 0 || ones > 0) bytes[end++] = zero + tens;
  if (ones > 0) bytes[end++] = zero + ones;
  return end;
}

/** Writes a number of 0 or more without a fraction, as JSON. */
export function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  if (value > mostFast) return writeAscii(bytes, at, JSON.stringify(value));
  let end = at + 1;
  for (let limit = 10; limit <= value; limit *= 10) end++;
  let rest = value | 0;
  for (let digit = end - 1; digit >= at; digit--) {
    const tenth = (rest / 10) | 0;
    bytes[digit] = zero + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}

/** The same number as a string. */
export function numberText(value: number): string {
  const bytes = Buffer.allocUnsafe(mostNumberBytes);
  return bytes.toString('latin1', 0, writeNumber(bytes, 0, value));
}

function largeNumberText(value: number): string {
  if (!(Math.abs(value) < mostRounded)) return JSON.stringify(value);
  const thousandths = Math.round(Math.abs(value) * 1000);
  const whole = Math.floor(thousandths / 1000);
  const fraction = String(thousandths - whole * 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${value < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function writeAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}
