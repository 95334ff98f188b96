import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from, to } from 'pg-copy-streams';
import type { DataSource, QueryRunner } from 'typeorm';

const tables = `select relname as name from pg_class where relnamespace = 'annotation_store'::regnamespace and relkind = 'r'`;
const sequences = `select sequencename as name, last_value::text as value from pg_sequences
where schemaname = 'annotation_store' and last_value is not null`;

/**
 * What a logical dump and its restore do to a migrated schema in another cluster: every row of every table comes over by
 * COPY as it is, transaction ids and the recorded identity too, then the sequences are set. By hand, because pg_dump of
 * the embedded server's version is not to be had everywhere, and an older one refuses it.
 */
export async function restoreElsewhere(dumped: DataSource, restored: DataSource): Promise<void> {
  const source = dumped.createQueryRunner();
  const target = restored.createQueryRunner();
  try {
    // constraints come after the data in a dump
    await target.query('set session_replication_role = replica');
    for (const { name } of (await source.query(tables)) as { name: string }[]) {
      await target.query(`truncate annotation_store."${name}" cascade`);
    }
    for (const { name } of (await source.query(tables)) as { name: string }[]) {
      const [reader, writer] = [await clientOf(source), await clientOf(target)];
      await pipeline(
        reader.query(to(`copy annotation_store."${name}" to stdout`)),
        writer.query(from(`copy annotation_store."${name}" from stdin`)),
      );
    }
    for (const { name, value } of (await source.query(sequences)) as { name: string; value: string }[]) {
      await target.query(`select setval('annotation_store."${name}"', $1)`, [value]);
    }
    await target.query('reset session_replication_role');
  } finally {
    await source.release();
    await target.release();
  }
}

const clientOf = async (runner: QueryRunner): Promise<PoolClient> => (await runner.connect()) as PoolClient;
