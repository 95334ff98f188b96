import { Failure } from '@hub/failures';
import { text } from './literals.js';

/**
 * The condition that a row was there at the snapshot. `column` holds the id of the transaction that wrote it. Only ids
 * between the oldest transaction that was open then and the first one to come are looked up; the others, nearly all,
 * are told by two comparisons.
 */
export function visibleAt(column: string, snapshot: string): string {
  const { xmin, xmax, open } = borders(snapshot);
  if (!open) return `${column} < '${xmax}'::xid8`;
  const within = `(${column} < '${xmax}'::xid8 and pg_visible_in_snapshot(${column}, ${text(snapshot)}::pg_snapshot))`;
  return `(${column} < '${xmin}'::xid8 or ${within})`;
}

/** A condition, for an index on `column`, that holds for every row that `later` shows and `earlier` does not. */
export const newBetween = (column: string, earlier: string, later: string): string =>
  `${column} >= '${borders(earlier).xmin}'::xid8 and ${column} < '${borders(later).xmax}'::xid8`;

/** Of `xmin:xmax:open transactions`. Source: Postgres functions-info, `pg_snapshot`. */
function borders(snapshot: string): { xmin: string; xmax: string; open: boolean } {
  const [, xmin, xmax, open] = /^(\d+):(\d+):([\d,]*)$/.exec(snapshot) ?? [];
  if (!xmin || !xmax)
    throw new Failure('snapshot-unreadable', 'hub', 'The snapshot of this export is malformed.', { value: snapshot });
  // none open, yet the borders differ: those between them had ended
  return { xmin, xmax, open: open !== '' };
}
