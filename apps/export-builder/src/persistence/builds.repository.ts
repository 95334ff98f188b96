import { Injectable } from '@nestjs/common';
import type { Tx } from '@hub/outbox';
import { z } from 'zod';
import { progressIntervalMs, type BuildDone } from '../build/progress.js';

const buildRow = z.object({ attempt: z.number(), cancelled: z.boolean() });
const doneRow = z.object({ tasks: z.coerce.number(), bytes: z.coerce.number(), slices: z.coerce.number() });

/** What is known of a build beside its job: the run it is in, whether it was cancelled, when people were last told. */
@Injectable()
export class BuildsRepository {
  /** Enters a run. False when this run, or a later one, was entered before, or the export was cancelled. */
  async enter(tx: Tx, exportId: string, attempt: number): Promise<boolean> {
    const rows: unknown[] = await tx.manager.query(
      `with entered as (
         insert into export_builder.builds (export_id, attempt) values ($1, $2)
         on conflict (export_id) do update set attempt = excluded.attempt, told_at = now()
           where builds.attempt < excluded.attempt and not builds.cancelled
         returning 1)
       select 1 from entered`,
      [exportId, attempt],
    );
    return rows.length > 0;
  }

  async cancel(tx: Tx, exportId: string): Promise<void> {
    await tx.manager.query(
      `insert into export_builder.builds (export_id, cancelled) values ($1, true)
       on conflict (export_id) do update set cancelled = true`,
      [exportId],
    );
  }

  /** The run a build is in. */
  async attempt(tx: Tx, exportId: string): Promise<number> {
    const rows: unknown[] = await tx.manager.query(
      `select attempt, cancelled from export_builder.builds where export_id = $1`,
      [exportId],
    );
    return buildRow.parse(rows[0]).attempt;
  }

  /** True once per interval, for whoever asks first. */
  async mayTell(tx: Tx, exportId: string): Promise<boolean> {
    const rows: unknown[] = await tx.manager.query(
      `with told as (
         update export_builder.builds set told_at = clock_timestamp()
         where export_id = $1 and told_at <= clock_timestamp() - $2 * interval '1 ms' returning 1)
       select 1 from told`,
      [exportId, progressIntervalMs],
    );
    return rows.length > 0;
  }

  /** Sums over the checkpoints of a build. */
  async done(tx: Tx, exportId: string): Promise<BuildDone> {
    const rows: unknown[] = await tx.manager.query(
      `select count(*) as slices, coalesce(sum((result->>'plainBytes')::bigint), 0) as bytes,
         coalesce(sum((input->>'tasks')::bigint), 0) as tasks
       from export_builder.job_slices where job_id = $1 and json_typeof(result) = 'object'`,
      [exportId],
    );
    return doneRow.parse(rows[0]);
  }
}
