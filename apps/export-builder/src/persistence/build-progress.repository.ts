import type { Tx } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { markSchema, type BuildDone, type Mark } from '../build/progress.js';
import type { PlannedPiece } from '../build/slice-result.js';

/** What one checkpoint adds. */
export interface CheckpointSums {
  readonly done: BuildDone;
  readonly setAside: number;
  /** The piece of the plan that came with it. */
  readonly piece: PlannedPiece | null;
}

/** Sums over the checkpoints of a build; times in ms, of the database's clock. */
export interface KnownProgress {
  readonly done: BuildDone;
  /** Of the plan, beyond its first piece; `whole` when nothing is left to plan. */
  readonly more: { readonly tasks: number; readonly bytes: number };
  readonly whole: boolean;
  readonly marks: readonly Mark[];
  readonly elapsedMs: number;
  readonly now: number;
}

const amount = z.coerce.number();
const progressRow = z
  .object({
    tasks: amount,
    bytes: amount,
    planned: amount,
    more_tasks: amount,
    more_bytes: amount,
    whole: z.boolean(),
    marks: z.array(markSchema),
    elapsed_ms: amount,
    now_ms: amount,
  })
  .transform(({ tasks, bytes, planned, more_tasks, more_bytes, whole, marks, elapsed_ms, now_ms }): KnownProgress => ({
    done: { tasks, bytes, planned },
    more: { tasks: more_tasks, bytes: more_bytes },
    whole,
    marks,
    elapsedMs: elapsed_ms,
    now: now_ms,
  }));
const setAsideRow = z.object({ set_aside: amount });

/** Running sums over the checkpoints of a build, so that neither progress nor the quarantine policy reads them all. */
@Injectable()
export class BuildProgressRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Adds a checkpoint, in the transaction that records it. The first one of a run begins its time and its marks anew, at
   * the instant when the run was entered.
   */
  async add(tx: Tx, jobId: string, sums: CheckpointSums, firstPieceIsWhole: boolean): Promise<KnownProgress> {
    const { done, setAside, piece } = sums;
    const rows: unknown[] = await tx.manager.query(
      `with run as (
         select attempt, told_at, extract(epoch from told_at) * 1000 as told_ms
         from export_builder.builds where export_id = $1),
       added as (
         insert into export_builder.build_progress as p
           (job_id, attempt, began_at, tasks, bytes, planned, set_aside, more_tasks, more_bytes, whole, marks)
         select $1, attempt, told_at, $2, $3, $4, $5, $6, $7, $8,
           json_build_array(json_build_object('at', told_ms, 'tasks', 0, 'bytes', 0, 'planned', 0)) from run
         on conflict (job_id) do update set
           tasks = p.tasks + excluded.tasks, bytes = p.bytes + excluded.bytes,
           planned = p.planned + excluded.planned, set_aside = p.set_aside + excluded.set_aside,
           more_tasks = p.more_tasks + excluded.more_tasks, more_bytes = p.more_bytes + excluded.more_bytes,
           whole = case when $9 then excluded.whole else p.whole end,
           attempt = excluded.attempt,
           began_at = case when p.attempt = excluded.attempt then p.began_at else excluded.began_at end,
           marks = case when p.attempt = excluded.attempt then p.marks else json_build_array(json_build_object(
             'at', (select told_ms from run), 'tasks', p.tasks, 'bytes', p.bytes, 'planned', p.planned)) end
         returning *)
       select *, extract(epoch from clock_timestamp()) * 1000 as now_ms,
         extract(epoch from clock_timestamp() - began_at) * 1000 as elapsed_ms from added`,
      [
        jobId,
        done.tasks,
        done.bytes,
        done.planned,
        setAside,
        piece?.tasks ?? 0,
        piece?.bytes ?? 0,
        piece ? piece.next === null : firstPieceIsWhole,
        piece !== null,
      ],
    );
    return progressRow.parse(rows[0]);
  }

  async keepMarks(tx: Tx, jobId: string, marks: readonly Mark[]): Promise<void> {
    await tx.manager.query('update export_builder.build_progress set marks = $2::json where job_id = $1', [
      jobId,
      JSON.stringify(marks),
    ]);
  }

  /** Tasks set aside by the checkpoints so far. */
  async setAside(jobId: string): Promise<number> {
    const rows: unknown[] = await this.dataSource.query(
      'select set_aside from export_builder.build_progress where job_id = $1',
      [jobId],
    );
    return rows.length === 0 ? 0 : setAsideRow.parse(rows[0]).set_aside;
  }
}
