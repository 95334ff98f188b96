import type { TimeWindow } from '@hub/event-contracts';
import { invalid } from './query-parameters.js';

const bounds: Readonly<Record<string, keyof TimeWindow>> = { $gt: 'after', $lt: 'before' };
const expected = '{"$gt": <time>, "$lt": <time>}, both optional, times like 2024-05-01T00:00:00.000000Z';
/** ISO 8601 with seconds; any number of fraction digits; without a zone it is UTC, as the clients mean it. */
const instant = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/** The public contract's window. No bound at all is no filter. Throws Failure `bad-request`. */
export function timeWindow(
  name: string,
  object: Readonly<Record<string, unknown>> | undefined,
): TimeWindow | undefined {
  const window: { after?: string; before?: string } = {};
  for (const [operator, value] of Object.entries(object ?? {})) {
    const bound = bounds[operator];
    if (!bound) throw invalid(name, operator, expected);
    if (value !== null) window[bound] = utc(name, value);
  }
  return window.after || window.before ? window : undefined;
}

/** Keeps microseconds, which is what Postgres compares; further digits are cut. */
function utc(name: string, value: unknown): string {
  const [, clock, fraction = '', zone = 'Z'] = (typeof value === 'string' && instant.exec(value)) || [];
  const time = clock ? Date.parse(`${clock}${zone}`) : NaN;
  if (Number.isNaN(time) || !clock)
    throw invalid(name, typeof value === 'string' ? value : JSON.stringify(value), expected);
  return `${new Date(time).toISOString().slice(0, 19)}${fraction.slice(0, 7)}Z`;
}
