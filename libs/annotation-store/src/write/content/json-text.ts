/** Members of a list as JSON text, without the brackets. */
export const membersText = (items: readonly unknown[]): string => JSON.stringify(items).slice(1, -1);

/**
 * JSON text that keeps what JSON cannot say, for answers that are only ever quarantined: infinities are numbers too
 * large for a double (they read back as infinities), NaN is the text "NaN".
 */
export function rawMembersText(items: readonly unknown[]): string {
  const mark = '\u0001not-finite:';
  const text = JSON.stringify(items, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value))
      return Number.isNaN(value) ? 'NaN' : `${mark}${value < 0 ? '-' : ''}1e999`;
    return typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function'
      ? String(value)
      : value;
  });
  return text.slice(1, -1).replace(/"\\u0001not-finite:(-?1e999)"/g, '$1');
}
