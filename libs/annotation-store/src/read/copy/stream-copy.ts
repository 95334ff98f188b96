import type { Pool } from 'pg';
import { CopyOut } from './copy-out.js';
import type { Columns, CopyRow } from './copy-row.js';
import type { CopyRows } from './copy-rows.js';

/**
 * Runs a query as a binary COPY and gives its rows, as many at a time as arrive together (a generator's turn costs more
 * than reading a row): call `next` until it says no. A row stands until the next one; the server is read no faster than
 * the caller reads. `sql` has no parameters (COPY takes none): literals are escaped by its makers. A loop that is left
 * early, or fails, ends the connection: a COPY under way can not go back to the pool (CartoDB-SQL-API#497,
 * pg-copy-streams#74).
 */
export async function* streamRows(pool: Pool, sql: string): AsyncGenerator<CopyRows> {
  const client = await pool.connect();
  let whole = false;
  // a broken connection fails the COPY; pg also emits it, which would end the process if nobody listened
  const reported = (): void => undefined;
  client.on('error', reported);
  try {
    const copy = client.query(new CopyOut(`copy (${sql}) to stdout (format binary)`));
    while (await copy.more()) yield copy.rows;
    copy.finish();
    whole = true;
  } finally {
    client.off('error', reported);
    client.release(!whole);
  }
}

/** The same, row by row. */
export async function* streamCopy(pool: Pool, sql: string): AsyncGenerator<Columns> {
  for await (const rows of streamRows(pool, sql)) while (rows.next()) yield rows.columns;
}

/** The rows of a result that is known to be small, so that the connection is free again at once. */
export async function allRows(pool: Pool, sql: string): Promise<CopyRow[]> {
  const all: CopyRow[] = [];
  for await (const rows of streamRows(pool, sql)) while (rows.next()) all.push(rows.keep());
  return all;
}
