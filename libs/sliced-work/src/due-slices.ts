import type { Queryable } from '@hub/event-bus';
import type { Queued } from './slice-store.js';

export interface DueSlice {
  readonly jobId: string;
  readonly number: number;
  readonly correlationId: string;
}

/** The statements by which the sweeper finds slices whose pause is over or whose worker has fallen silent. */
export class DueSlices {
  constructor(private readonly schema: string) {}

  async find(db: Queryable, limit: number): Promise<DueSlice[]> {
    return (await db.query(
      `select s.job_id as "jobId", s.number, j.correlation_id as "correlationId"
       from ${this.schema}.job_slices s join ${this.schema}.jobs j on j.id = s.job_id
       where s.due_at <= now() order by s.due_at limit $1`,
      [limit],
    )) as DueSlice[];
  }

  /** Queues one of them, unless another sweeper does. */
  async queue(db: Queryable, { jobId, number }: DueSlice): Promise<Queued | null> {
    const rows = (await db.query(
      `with due as (
         select job_id, number from ${this.schema}.job_slices
         where job_id = $1 and number = $2 and due_at <= now() for update skip locked),
       queued as (
         update ${this.schema}.job_slices s set queued_at = clock_timestamp(), due_at = null from due
         where s.job_id = due.job_id and s.number = due.number returning s.number, s.attempt)
       select * from queued`,
      [jobId, number],
    )) as Queued[];
    return rows[0] ?? null;
  }

  /** Ms until the next one; null when nothing waits for its time. */
  async untilNext(db: Queryable): Promise<number | null> {
    const [row] = (await db.query(
      `select extract(epoch from min(due_at) - now()) * 1000 as ms
       from ${this.schema}.job_slices where due_at is not null`,
    )) as { ms: string | null }[];
    return row?.ms == null ? null : Math.max(0, Number(row.ms));
  }
}
