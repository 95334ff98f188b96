/** How far something was at an instant, in ms since 1970. */
export interface PaceMark {
  readonly at: number;
  readonly done: number;
}

/** "Of late" is so long. */
const windowMs = 10_000;
/** When nothing was done for longer, nobody worked: what was before says nothing of what comes. */
const longestGapMs = 60_000;

/** The marks with another one; only those of late are kept, and the last one before them, from where they are measured. */
export function withMark<M extends { readonly at: number }>(marks: readonly M[], mark: M): M[] {
  const last = marks.at(-1);
  if (!last || mark.at - last.at > longestGapMs || mark.at < last.at) return [mark];
  const late = marks.findIndex((each) => each.at > mark.at - windowMs);
  return [...marks.slice(Math.max(0, (late < 0 ? marks.length : late) - 1)), mark];
}

/** Done per second, of late; null while unknown. */
export function paceOf(marks: readonly PaceMark[]): number | null {
  const [first] = marks;
  const last = marks.at(-1);
  const seconds = first && last ? (last.at - first.at) / 1000 : 0;
  return first && last && seconds > 0 ? Math.max(0, (last.done - first.done) / seconds) : null;
}

/** Seconds until `left` more is done, to a tenth; 0 only when nothing is left, null while nobody can know. */
export function secondsLeft(left: number, pace: number | null): number | null {
  if (left <= 0) return 0;
  return pace !== null && pace > 0 ? Math.max(0.1, tenths(left / pace)) : null;
}

/** As people are told of seconds, and of tasks per second. */
export const tenths = (value: number): number => Math.round(value * 10) / 10;
