import type { Tx } from '@hub/outbox';
import { z } from 'zod';

/** People are told of progress at most once in so long. */
const tellIntervalMs = 1000;
const attemptRow = z.object({ attempt: z.number() });

/**
 * Table of a step's runs, for the owner's first migration; `table` is a constant of the service (`schema.name`), never
 * input. A row may stand without a job: a cancellation that came before its request, or a request that was refused.
 */
export const jobRunsDdl = (table: string): string => `
create table ${table} (
  export_id text primary key,
  attempt int not null default 0,
  cancelled boolean not null default false,
  told_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);`;

/**
 * What a step knows of an export beside its job, whose id is the export's: the run it is in, whether it was cancelled,
 * when people were last told.
 */
export class JobRuns {
  constructor(private readonly table: string) {}

  /** Enters a run. False when this run, or a later one, was entered before, or the export was cancelled. */
  async enter(tx: Tx, exportId: string, attempt: number): Promise<boolean> {
    const rows: unknown[] = await tx.manager.query(
      `with entered as (
         insert into ${this.table} as runs (export_id, attempt) values ($1, $2)
         on conflict (export_id) do update set attempt = excluded.attempt, told_at = now()
           where runs.attempt < excluded.attempt and not runs.cancelled
         returning 1)
       select 1 from entered`,
      [exportId, attempt],
    );
    return rows.length > 0;
  }

  /** No run is entered any more, not even the first. */
  async cancel(tx: Tx, exportId: string): Promise<void> {
    await tx.manager.query(
      `insert into ${this.table} (export_id, cancelled) values ($1, true)
       on conflict (export_id) do update set cancelled = true`,
      [exportId],
    );
  }

  /** The run the step is in. */
  async attempt(tx: Tx, exportId: string): Promise<number> {
    const rows: unknown[] = await tx.manager.query(`select attempt from ${this.table} where export_id = $1`, [
      exportId,
    ]);
    return attemptRow.parse(rows[0]).attempt;
  }

  /** True once per second, for whoever asks first. */
  async mayTell(tx: Tx, exportId: string): Promise<boolean> {
    const rows: unknown[] = await tx.manager.query(
      `with told as (
         update ${this.table} set told_at = clock_timestamp()
         where export_id = $1 and told_at <= clock_timestamp() - $2 * interval '1 ms' returning 1)
       select 1 from told`,
      [exportId, tellIntervalMs],
    );
    return rows.length > 0;
  }
}
