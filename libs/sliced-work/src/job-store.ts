import type { Queryable } from '@hub/event-bus';
import type { JobFailure, JobState } from './sliced-job.js';

/** A job as it is stored; JSON columns are not parsed by their schemas yet. */
export interface JobRow {
  readonly id: string;
  readonly state: JobState;
  readonly width: number;
  readonly slices: number;
  readonly published: number;
  readonly finished: number;
  readonly correlation_id: string;
  readonly context: unknown;
  readonly outcome: unknown;
  readonly failure: JobFailure | null;
}

export type JobProgress = Pick<JobRow, 'id' | 'state' | 'slices' | 'published' | 'finished'>;

/** The statements on `jobs`. A transaction that changes a job locks its row first, so changes of one job are in line. */
export class JobStore {
  constructor(private readonly schema: string) {}

  /** False when the job exists. */
  async insert(
    db: Queryable,
    job: { id: string; width: number; correlationId: string; context: unknown },
  ): Promise<boolean> {
    const rows = await this.rows(
      db,
      `insert into ${this.schema}.jobs (id, state, width, correlation_id, context)
       values ($1, 'open', $2, $3, $4::json) on conflict do nothing returning id`,
      [job.id, job.width, job.correlationId, JSON.stringify(job.context)],
    );
    return rows.length > 0;
  }

  find(db: Queryable, id: string): Promise<JobRow | null> {
    return this.one(db, `select * from ${this.schema}.jobs where id = $1`, [id]);
  }

  lock(db: Queryable, id: string): Promise<JobRow | null> {
    return this.one(db, `select * from ${this.schema}.jobs where id = $1 for update`, [id]);
  }

  async setContext(db: Queryable, id: string, context: unknown): Promise<void> {
    await db.query(`update ${this.schema}.jobs set context = $2::json where id = $1`, [id, JSON.stringify(context)]);
  }

  /** Writes the counts and the state of a job that goes on. */
  async save(db: Queryable, job: JobProgress): Promise<void> {
    await db.query(
      `update ${this.schema}.jobs set state = $2, slices = $3, published = $4, finished = $5,
         failure = null, ended_at = null where id = $1`,
      [job.id, job.state, job.slices, job.published, job.finished],
    );
  }

  async end(
    db: Queryable,
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    why: { outcome?: unknown; failure?: JobFailure } = {},
  ): Promise<JobRow | null> {
    return this.one(
      db,
      `with ended as (
         update ${this.schema}.jobs set state = $2, outcome = $3::json, failure = $4::json, ended_at = now()
         where id = $1 returning *)
       select * from ended`,
      [id, state, json(why.outcome), json(why.failure)],
    );
  }

  /** Slices without a result in open jobs, conclusions included: the backlog by which workers are scaled. */
  async openSlices(db: Queryable): Promise<number> {
    const rows = await this.rows<{ open: string }>(
      db,
      `select coalesce(sum(slices - finished + 1), 0) as open from ${this.schema}.jobs
       where state in ('open', 'concluding')`,
      [],
    );
    return Number(rows[0]?.open ?? 0);
  }

  /** Deletes up to `limit` slices of jobs that ended before, then the jobs without slices. Returns how many rows that were. */
  async deleteEnded(db: Queryable, keepMs: number, limit: number): Promise<number> {
    const rows = await this.rows(
      db,
      `with old as (
         select id from ${this.schema}.jobs where ended_at < now() - $1 * interval '1 ms' order by ended_at limit $2),
       gone as (
         delete from ${this.schema}.job_slices where (job_id, number) in (
           select job_id, number from ${this.schema}.job_slices where job_id in (select id from old) limit $2)
         returning 1),
       empty as (
         delete from ${this.schema}.jobs where id in (select id from old)
           and not exists (select from ${this.schema}.job_slices where job_id = jobs.id) returning 1)
       select * from gone union all select * from empty`,
      [keepMs, limit],
    );
    return rows.length;
  }

  private async one(db: Queryable, sql: string, parameters: unknown[]): Promise<JobRow | null> {
    return (await this.rows<JobRow>(db, sql, parameters))[0] ?? null;
  }

  private async rows<T>(db: Queryable, sql: string, parameters: unknown[]): Promise<T[]> {
    return (await db.query(sql, parameters)) as T[];
  }
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
