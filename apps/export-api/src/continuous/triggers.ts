import type { ContinuousDelivery } from './continuous-delivery.js';

type Timed = Pick<ContinuousDelivery, 'settings' | 'intervalFrom'>;

/** From when on a batch may come by the interval; null: by count only. It may lie in the past. */
export function intervalEnd({ settings, intervalFrom }: Timed): Date | null {
  if (settings.everySeconds === null) return null;
  return new Date(intervalFrom ? intervalFrom.getTime() + settings.everySeconds * 1000 : 0);
}

/** Whether the next batch begins now, with so many tasks added, changed or removed since the one before. */
export function isDue(delivery: Timed, waiting: number, now: Date): boolean {
  const { tasks } = delivery.settings;
  const end = intervalEnd(delivery);
  return waiting > 0 && ((tasks !== null && waiting >= tasks) || (end !== null && end <= now));
}

/** Whether it depends on what waits. */
export const mayBeDue = (delivery: Timed, now: Date): boolean => isDue(delivery, Infinity, now);

/** When to look again after nothing was due. Who counts, or whose interval is over, looks every `lookMs`. */
export function nextLook(delivery: Timed, now: Date, lookMs: number): Date {
  const end = intervalEnd(delivery);
  return end !== null && !mayBeDue(delivery, now) ? end : new Date(now.getTime() + lookMs);
}
