import type { EntityManager } from 'typeorm';

export type Cell = string | number | boolean | null;

/** Rows of a statement: keeps a parameter well below Postgres' 1 GB and its memory small. */
const rowsPerStatement = 5_000;

/**
 * Inserts many rows with one statement per 5,000: `columns` maps each column to its SQL type. Cells travel as text
 * arrays. Tables, columns and types are constants of this library, never input.
 */
export async function bulkInsert(
  manager: EntityManager,
  table: string,
  columns: Readonly<Record<string, string>>,
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  const names = Object.keys(columns);
  const casts = Object.entries(columns).map(([name, type]) => `${name}::${type}`);
  const arrays = names.map((_, i) => `$${i + 1}::text[]`);
  const sql = `insert into annotation_store.${table} (${names.join(', ')})
    select ${casts.join(', ')} from unnest(${arrays.join(', ')}) as rows (${names.join(', ')})`;
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const part = rows.slice(start, start + rowsPerStatement);
    await manager.query(
      sql,
      names.map((_, column) => part.map((row) => textOf(row[column] ?? null))),
    );
  }
}

const textOf = (cell: Cell): string | null => (cell === null ? null : String(cell));

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
