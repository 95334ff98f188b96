/**
 * A computed coordinate as JSON: rounded to 3 decimals (halves away from zero), in the shortest form, never `-0` and
 * never with an exponent a reader may not expect. Everywhere the same text for the same number.
 */
export function numberText(value: number): string {
  const magnitude = Math.abs(value);
  // from here on a double has no third decimal that could be rounded
  if (!(magnitude < 4e12)) return JSON.stringify(value);
  const thousandths = Math.round(magnitude * 1000);
  if (thousandths === 0) return '0';
  const sign = value < 0 ? '-' : '';
  const whole = Math.floor(thousandths / 1000);
  const rest = thousandths - whole * 1000;
  if (rest === 0) return `${sign}${whole}`;
  if (rest % 100 === 0) return `${sign}${whole}.${rest / 100}`;
  if (rest % 10 === 0) return `${sign}${whole}.${rest < 100 ? '0' : ''}${rest / 10}`;
  return `${sign}${whole}.${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}`;
}
