import type { Snapshot } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import type { Pool } from 'pg';
import { recordedIdentity, serverIdentity, type StoreIdentity } from '../store/identity.js';
import type { Queryable } from '../queryable.js';

/** The pool as something that gives rows. */
export const rowsOf = (pool: Pool): Queryable => ({
  query: async <T>(sql: string, parameters?: unknown[]): Promise<T> => (await pool.query(sql, parameters)).rows as T,
});

/**
 * The instant now. Taken in a transaction of its own that wrote nothing: one that wrote would not see its own rows in
 * the snapshot. Throws Failure `store-not-repaired` when the database was restored and not migrated since.
 */
export async function takeSnapshot(pool: Pool): Promise<Snapshot> {
  const db = rowsOf(pool);
  const identity = await soundIdentity(db);
  const [row] = await db.query<{ text: string }[]>('select pg_current_snapshot()::text as text');
  return { text: row!.text, ...identity, takenAt: new Date().toISOString() };
}

/** Throws Failure `snapshot-unreadable`: the ids in it belong to another cluster. */
export async function assertReadable(pool: Pool, snapshot: Snapshot): Promise<void> {
  const identity = await soundIdentity(rowsOf(pool));
  if (identity.systemId === snapshot.systemId && identity.timeline === snapshot.timeline) return;
  throw new Failure(
    'snapshot-unreadable',
    'hub',
    'The database was restored after this export was requested, so its moment cannot be read any more. Request the export again.',
    { field: 'snapshot', value: snapshot.text },
  );
}

async function soundIdentity(db: Queryable): Promise<StoreIdentity> {
  const [recorded, server] = await Promise.all([recordedIdentity(db), serverIdentity(db)]);
  if (recorded && recorded.systemId === server.systemId && recorded.timeline === server.timeline) return recorded;
  throw new Failure(
    'store-not-repaired',
    'hub',
    'The annotation store was restored and not migrated since: run its migrations.',
  );
}
