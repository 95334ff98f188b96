import type { Pool } from 'pg';
import { to } from 'pg-copy-streams';
import { CopyRowParser, type Columns, type CopyRow } from './copy-row-parser.js';

/**
 * Runs a query as a binary COPY and gives its rows, as many at a time as arrive together (a generator's turn costs more
 * than reading a row); the server is read no faster than the caller reads.
 * `sql` has no parameters (COPY takes none): literals are escaped by its makers. A loop that is left early, or fails,
 * ends the connection: a COPY under way can not go back to the pool (CartoDB-SQL-API#497, pg-copy-streams#74).
 */
export async function* streamRows(pool: Pool, sql: string): AsyncGenerator<readonly CopyRow[]> {
  const client = await pool.connect();
  let whole = false;
  try {
    const stream = client.query(to(`copy (${sql}) to stdout (format binary)`));
    const parser = new CopyRowParser();
    for await (const chunk of stream) yield parser.push(chunk as Buffer);
    parser.finish();
    whole = true;
  } finally {
    client.release(!whole);
  }
}

/** The same, row by row. */
export async function* streamCopy(pool: Pool, sql: string): AsyncGenerator<Columns> {
  for await (const rows of streamRows(pool, sql)) for (const row of rows) yield row.columns;
}

/** The rows of a result that is known to be small, so that the connection is free again at once. */
export async function allRows(pool: Pool, sql: string): Promise<CopyRow[]> {
  const all: CopyRow[] = [];
  for await (const rows of streamRows(pool, sql)) all.push(...rows);
  return all;
}
