import { Injectable } from '@nestjs/common';
import type { Tx } from '@hub/outbox';
import { z } from 'zod';

const attemptRow = z.object({ attempt: z.number() });
const elapsedRow = z.object({ elapsed: z.coerce.number() });
/** People are told of progress at most once in so long. */
const progressIntervalMs = 1000;

/** What is known of a conversion beside its job: the run it is in, whether it was cancelled, when people were last told. */
@Injectable()
export class ConversionsRepository {
  /** Enters a run. False when this run, or a later one, was entered before, or the export was cancelled. */
  async enter(tx: Tx, exportId: string, attempt: number): Promise<boolean> {
    const rows: unknown[] = await tx.manager.query(
      `with entered as (
         insert into plugin_converter.conversions (export_id, attempt) values ($1, $2)
         on conflict (export_id) do update set attempt = excluded.attempt, told_at = now()
           where conversions.attempt < excluded.attempt and not conversions.cancelled
         returning 1)
       select 1 from entered`,
      [exportId, attempt],
    );
    return rows.length > 0;
  }

  async cancel(tx: Tx, exportId: string): Promise<void> {
    await tx.manager.query(
      `insert into plugin_converter.conversions (export_id, cancelled) values ($1, true)
       on conflict (export_id) do update set cancelled = true`,
      [exportId],
    );
  }

  /** The run a conversion is in. */
  async attempt(tx: Tx, exportId: string): Promise<number> {
    const rows: unknown[] = await tx.manager.query(
      'select attempt from plugin_converter.conversions where export_id = $1',
      [exportId],
    );
    return attemptRow.parse(rows[0]).attempt;
  }

  /** Seconds since the conversion began. */
  async elapsed(tx: Tx, exportId: string): Promise<number> {
    const rows: unknown[] = await tx.manager.query(
      'select extract(epoch from clock_timestamp() - created_at) as elapsed from plugin_converter.conversions where export_id = $1',
      [exportId],
    );
    return elapsedRow.parse(rows[0]).elapsed;
  }

  /** True once per interval, for whoever asks first. */
  async mayTell(tx: Tx, exportId: string): Promise<boolean> {
    const rows: unknown[] = await tx.manager.query(
      `with told as (
         update plugin_converter.conversions set told_at = clock_timestamp()
         where export_id = $1 and told_at <= clock_timestamp() - $2 * interval '1 ms' returning 1)
       select 1 from told`,
      [exportId, progressIntervalMs],
    );
    return rows.length > 0;
  }
}
