import { Failure } from '@hub/failures';
import { text } from './literals.js';

/**
 * The condition that a row was there at the snapshot. `column` holds the id of the transaction that wrote it. The first
 * part is implied by the second and much cheaper for what came later.
 */
export function visibleAt(column: string, snapshot: string): string {
  const xmax = snapshot.split(':')[1];
  if (!xmax || !/^\d+:\d+:[\d,]*$/.test(snapshot)) {
    throw new Failure('snapshot-unreadable', 'hub', 'The snapshot of this export is malformed.', { value: snapshot });
  }
  return `${column} < '${xmax}'::xid8 and pg_visible_in_snapshot(${column}, ${text(snapshot)}::pg_snapshot)`;
}
