import type { Queryable } from '@hub/event-bus';

export interface SliceRow {
  readonly job_id: string;
  readonly number: number;
  readonly attempt: number;
  readonly failures: number;
  readonly starts: number;
  readonly input: unknown;
  readonly result: unknown;
}

export interface DueSlice {
  readonly jobId: string;
  readonly number: number;
  readonly attempt: number;
  readonly correlationId: string;
}

/** The statements on `job_slices`. */
export class SliceStore {
  constructor(
    private readonly schema: string,
    /** Ms after which a published slice without result is published again. */
    private readonly sweepAfterMs: number,
  ) {}

  async append(db: Queryable, jobId: string, first: number, inputs: readonly unknown[]): Promise<void> {
    await db.query(
      `insert into ${this.schema}.job_slices (job_id, number, input)
       select $1, $2::int + n::int - 1, input::json from unnest($3::text[]) with ordinality as t (input, n)`,
      [jobId, first, inputs.map((input) => JSON.stringify(input))],
    );
  }

  /**
   * The slice, if this attempt of it is still wanted. Counts the start, so that a slice that kills every worker is
   * noticed, and leaves it more time after each, so that a slow one is not swept as lost for ever. This may be lost in a
   * power cut, so nobody waits for the disk.
   */
  async begin(db: Queryable, jobId: string, number: number, attempt?: number): Promise<SliceRow | null> {
    const rows = await this.rows<SliceRow>(
      db,
      `with relaxed as (select set_config('synchronous_commit', 'off', true)),
       begun as (
         update ${this.schema}.job_slices s
         set starts = s.starts + 1, due_at = now() + $4 * (1 << least(s.starts, 10)) * interval '1 ms'
         from relaxed
         where job_id = $1 and number = $2 and due_at is not null and attempt = coalesce($3, attempt) returning s.*)
       select * from begun`,
      [jobId, number, attempt ?? null, this.sweepAfterMs],
    );
    return rows[0] ?? null;
  }

  /** Marks slices as published now. Returns their attempts, in order of the numbers; finished ones are left out. */
  publish(db: Queryable, jobId: string, from: number, to: number): Promise<{ number: number; attempt: number }[]> {
    return this.rows(
      db,
      `with due as (
         update ${this.schema}.job_slices set due_at = now() + $4 * interval '1 ms'
         where job_id = $1 and number >= $2 and number < $3 and result is null returning number, attempt)
       select * from due order by number`,
      [jobId, from, to, this.sweepAfterMs],
    );
  }

  /** False when there is a result already: the first one wins. */
  async record(db: Queryable, jobId: string, number: number, result: unknown): Promise<boolean> {
    const rows = await this.rows(
      db,
      `with recorded as (
         update ${this.schema}.job_slices set result = $3::json, due_at = null
         where job_id = $1 and number = $2 and result is null returning 1)
       select * from recorded`,
      [jobId, number, JSON.stringify(result ?? null)],
    );
    return rows.length > 0;
  }

  /** Ends a failed try; the sweeper publishes the next one after `pauseMs`. False when it was counted before. */
  async countFailure(db: Queryable, slice: SliceRow, pauseMs: number): Promise<boolean> {
    const rows = await this.rows(
      db,
      `with counted as (
         update ${this.schema}.job_slices set attempt = attempt + 1, failures = failures + 1, starts = 0,
           due_at = now() + $4 * interval '1 ms'
         where job_id = $1 and number = $2 and attempt = $3 and due_at is not null returning 1)
       select * from counted`,
      [slice.job_id, slice.number, slice.attempt, pauseMs],
    );
    return rows.length > 0;
  }

  /** Nothing of the job is due any more. */
  async halt(db: Queryable, jobId: string): Promise<void> {
    await db.query(`update ${this.schema}.job_slices set due_at = null where job_id = $1 and due_at is not null`, [
      jobId,
    ]);
  }

  /** New tries for what has no result among the slices published before. */
  async renew(db: Queryable, jobId: string, below: number): Promise<void> {
    await db.query(
      `update ${this.schema}.job_slices set attempt = attempt + 1, failures = 0, starts = 0
       where job_id = $1 and number < $2 and result is null`,
      [jobId, below],
    );
  }

  /** A page of results in order, after `after` (-1 for the first). */
  page(db: Queryable, jobId: string, after: number, below: number, limit: number): Promise<SliceRow[]> {
    return this.rows(
      db,
      `select * from ${this.schema}.job_slices
       where job_id = $1 and number > $2 and number < $3 and result is not null order by number limit $4`,
      [jobId, after, below, limit],
    );
  }

  /** Slices whose time has come. */
  overdue(db: Queryable, limit: number): Promise<DueSlice[]> {
    return this.rows(
      db,
      `select s.job_id as "jobId", s.number, s.attempt, j.correlation_id as "correlationId"
       from ${this.schema}.job_slices s join ${this.schema}.jobs j on j.id = s.job_id
       where s.due_at <= now() order by s.due_at limit $1`,
      [limit],
    );
  }

  /** Takes one overdue slice, unless another sweeper is about to. */
  async claim(db: Queryable, slice: DueSlice): Promise<{ number: number; attempt: number } | null> {
    const rows = await this.rows<{ number: number; attempt: number }>(
      db,
      `with mine as (
         select job_id, number from ${this.schema}.job_slices
         where job_id = $1 and number = $2 and due_at <= now() for update skip locked),
       due as (
         update ${this.schema}.job_slices s set due_at = now() + $3 * interval '1 ms' from mine
         where s.job_id = mine.job_id and s.number = mine.number returning s.number, s.attempt)
       select * from due`,
      [slice.jobId, slice.number, this.sweepAfterMs],
    );
    return rows[0] ?? null;
  }

  /** Ms until the next slice is due; null when none is. */
  async untilNextDue(db: Queryable): Promise<number | null> {
    const rows = await this.rows<{ ms: string | null }>(
      db,
      `select extract(epoch from min(due_at) - now()) * 1000 as ms
       from ${this.schema}.job_slices where due_at is not null`,
      [],
    );
    const ms = rows[0]?.ms ?? null;
    return ms === null ? null : Math.max(0, Number(ms));
  }

  private async rows<T>(db: Queryable, sql: string, parameters: unknown[]): Promise<T[]> {
    return (await db.query(sql, parameters)) as T[];
  }
}
