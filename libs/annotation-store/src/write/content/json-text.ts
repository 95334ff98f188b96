/** Members of a list as JSON text, without the brackets. */
export const membersText = (items: readonly unknown[]): string => JSON.stringify(items).slice(1, -1);

/**
 * JSON text that keeps what JSON cannot say, for answers that are only ever quarantined: infinities are numbers too
 * large for a double (they read back as infinities), NaN is the text "NaN".
 */
export const rawMembersText = (items: readonly unknown[]): string => rawText(items).slice(1, -1);

/** The same for one value. */
export function rawText(value: unknown): string {
  const mark = '\u0001not-finite:';
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'number' && !Number.isFinite(member))
      return Number.isNaN(member) ? 'NaN' : `${mark}${member < 0 ? '-' : ''}1e999`;
    return typeof member === 'bigint' || typeof member === 'symbol' || typeof member === 'function'
      ? String(member)
      : member;
  });
  return text.replace(/"\\u0001not-finite:(-?1e999)"/g, '$1');
}
