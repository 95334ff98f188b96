import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';
import { copyRow, type Cell } from './copy-row.js';

export type { Cell };

const chunkCharacters = 1 << 16;

/**
 * Inserts rows by COPY, in the caller's transaction: several times as fast as INSERT where rows carry long texts.
 * Columns that are not named get their defaults. Tables and columns are constants of this library, never input.
 */
export async function bulkInsert(
  manager: EntityManager,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const client = await clientOf(manager);
  const copy = client.query(from(`copy annotation_store.${table} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from(chunksOf(rows)), copy);
}

/** The connection of the manager's transaction. A change outside of one would be no change but several. */
async function clientOf(manager: EntityManager): Promise<PoolClient> {
  if (!manager.queryRunner?.isTransactionActive) throw new Error('The annotation store is written in a transaction');
  return (await manager.queryRunner.connect()) as PoolClient;
}

function* chunksOf(rows: readonly (readonly Cell[])[]): Generator<Buffer> {
  let text = '';
  for (const row of rows) {
    text += copyRow(row);
    if (text.length < chunkCharacters) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** A text array inside a cell, as Postgres reads it. */
export const arrayText = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;

/** Numbers from the sequence of an identity column, in ascending order. */
export async function nextNumbers(
  manager: EntityManager,
  table: string,
  column: string,
  count: number,
): Promise<number[]> {
  if (count === 0) return [];
  const rows = await manager.query<{ n: string }[]>(
    `select nextval(pg_get_serial_sequence('annotation_store.${table}', '${column}')) as n from generate_series(1, $1::int)`,
    [count],
  );
  return rows.map((row) => Number(row.n)).sort((a, b) => a - b);
}
