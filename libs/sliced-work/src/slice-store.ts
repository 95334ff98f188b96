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

/** A slice that was queued: who is told of it takes the oldest, which may be another. */
export interface Queued {
  readonly number: number;
  readonly attempt: number;
}

/** The statements on `job_slices` by which slices get their turn and their results. */
export class SliceStore {
  constructor(
    private readonly schema: string,
    /** Ms that a worker has until it must renew. */
    private readonly sweepAfterMs: number,
  ) {}

  async append(db: Queryable, jobId: string, first: number, inputs: readonly unknown[]): Promise<void> {
    await db.query(
      `insert into ${this.schema}.job_slices (job_id, number, input)
       select $1, $2::int + n::int - 1, input::json from unnest($3::text[]) with ordinality as t (input, n)`,
      [jobId, first, inputs.map((input) => JSON.stringify(input))],
    );
  }

  /** Gives slices their turn. Returns those without a result, in order. */
  queue(db: Queryable, jobId: string, from: number, to: number): Promise<Queued[]> {
    return this.rows(
      db,
      `with queued as (
         update ${this.schema}.job_slices set queued_at = clock_timestamp(), due_at = null
         where job_id = $1 and number >= $2 and number < $3 and result is null returning number, attempt)
       select * from queued order by number`,
      [jobId, from, to],
    );
  }

  /** Queues a slice again that its worker cannot end; null when another worker has taken it since. */
  async giveBack(db: Queryable, { job_id, number, starts }: SliceRow): Promise<Queued | null> {
    const rows = await this.rows<Queued>(
      db,
      `with queued as (
         update ${this.schema}.job_slices set queued_at = clock_timestamp(), due_at = null
         where job_id = $1 and number = $2 and starts = $3 and due_at is not null returning number, attempt)
       select * from queued`,
      [job_id, number, starts],
    );
    return rows[0] ?? null;
  }

  /** Keeps a slice for the process that will do it at once; if it does not, the sweeper queues it. */
  async reserve(db: Queryable, jobId: string, number: number): Promise<void> {
    await db.query(
      `update ${this.schema}.job_slices set due_at = now() + $3 * interval '1 ms' where job_id = $1 and number = $2`,
      [jobId, number, this.sweepAfterMs],
    );
  }

  /** Queues what was kept for a process that will not do it at once after all. */
  queueReserved(db: Queryable, jobId: string): Promise<Queued[]> {
    return this.rows(
      db,
      `with queued as (
         update ${this.schema}.job_slices set queued_at = clock_timestamp(), due_at = null
         where job_id = $1 and starts = 0 and failures = 0 and due_at is not null returning number, attempt)
       select * from queued`,
      [jobId],
    );
  }

  /** Takes the slice that was queued first, of whatever job; rows that others take at this moment are passed over. */
  take(db: Queryable): Promise<SliceRow | null> {
    return this.begin(
      db,
      `select job_id, number from ${this.schema}.job_slices where queued_at is not null
       order by queued_at, job_id, number limit 1 for update skip locked`,
      [],
    );
  }

  /** Takes a slice that was reserved. */
  takeReserved(db: Queryable, jobId: string, number: number): Promise<SliceRow | null> {
    return this.begin(
      db,
      `select job_id, number from ${this.schema}.job_slices
       where job_id = $2 and number = $3 and due_at is not null for update skip locked`,
      [jobId, number],
    );
  }

  /** Moves a slice that waits behind the others to make room for more. */
  async renumber(db: Queryable, jobId: string, from: number, to: number): Promise<void> {
    await db.query(`update ${this.schema}.job_slices set number = $3 where job_id = $1 and number = $2`, [
      jobId,
      from,
      to,
    ]);
  }

  /**
   * The worker still works; without effect when another one has taken the slice since, or when it is not to be kept.
   * False when its result would be dropped: the job is no longer open, or somebody else has recorded one.
   */
  async renew(db: Queryable, { job_id, number, starts }: SliceRow, keep: boolean): Promise<boolean> {
    const rows = await this.rows<{ wanted: boolean }>(
      db,
      `with renewed as (
         update ${this.schema}.job_slices set due_at = now() + $4 * interval '1 ms'
         where job_id = $1 and number = $2 and starts = $3 and due_at is not null and $5)
       select exists (
         select from ${this.schema}.jobs j join ${this.schema}.job_slices s on s.job_id = j.id
         where j.id = $1 and j.state in ('open', 'concluding') and s.number = $2 and s.result is null) as wanted`,
      [job_id, number, starts, this.sweepAfterMs, keep],
    );
    return rows[0]?.wanted ?? false;
  }

  /** False when there is a result already: the first one wins. */
  async record(db: Queryable, jobId: string, number: number, result: unknown): Promise<boolean> {
    const rows = await this.rows(
      db,
      `with recorded as (
         update ${this.schema}.job_slices set result = $3::json, queued_at = null, due_at = null
         where job_id = $1 and number = $2 and result is null returning 1)
       select * from recorded`,
      [jobId, number, JSON.stringify(result ?? null)],
    );
    return rows.length > 0;
  }

  /**
   * Ends a failed try; the sweeper queues the next one after `pauseMs`. Returns since how many ms the slice has been
   * failing, by the database's clock; null when it was counted before, or when another worker has taken the slice since.
   */
  async countFailure(db: Queryable, slice: SliceRow, pauseMs: number): Promise<number | null> {
    const rows = await this.rows<{ ms: string }>(
      db,
      `with counted as (
         update ${this.schema}.job_slices set attempt = attempt + 1, failures = failures + 1, starts = 0,
           queued_at = null, due_at = now() + $4 * interval '1 ms', failing_since = coalesce(failing_since, now())
         where job_id = $1 and number = $2 and attempt = $3 and starts = $5 and result is null
           and (due_at is not null or queued_at is not null)
         returning extract(epoch from now() - failing_since) * 1000 as ms)
       select * from counted`,
      [slice.job_id, slice.number, slice.attempt, pauseMs, slice.starts],
    );
    return rows[0] ? Number(rows[0].ms) : null;
  }

  /** Nothing of the job has its turn any more. */
  async halt(db: Queryable, jobId: string): Promise<void> {
    await db.query(
      `update ${this.schema}.job_slices set queued_at = null, due_at = null
       where job_id = $1 and (queued_at is not null or due_at is not null)`,
      [jobId],
    );
  }

  /** New tries for what has no result among the slices queued before. */
  async forgive(db: Queryable, jobId: string, below: number): Promise<void> {
    await db.query(
      `update ${this.schema}.job_slices set attempt = attempt + 1, failures = 0, starts = 0, failing_since = null
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

  /**
   * Counts the start, so that a slice that kills its workers is noticed. Nobody waits for the disk: in a power cut the
   * start is forgotten and the slice queued as before.
   */
  private async begin(db: Queryable, select: string, parameters: unknown[]): Promise<SliceRow | null> {
    const rows = await this.rows<SliceRow>(
      db,
      `with relaxed as (select set_config('synchronous_commit', 'off', true)), next as (${select}),
       begun as (
         update ${this.schema}.job_slices s
         set starts = s.starts + 1, queued_at = null, due_at = now() + $1 * interval '1 ms'
         from next, relaxed where s.job_id = next.job_id and s.number = next.number returning s.*)
       select * from begun`,
      [this.sweepAfterMs, ...parameters],
    );
    return rows[0] ?? null;
  }

  private async rows<T>(db: Queryable, sql: string, parameters: unknown[]): Promise<T[]> {
    return (await db.query(sql, parameters)) as T[];
  }
}
