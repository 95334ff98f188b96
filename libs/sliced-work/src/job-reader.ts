import type { Queryable } from '@hub/event-bus';
import type { JobRow, JobStore } from './job-store.js';
import type { SliceStore } from './slice-store.js';
import type { SlicedJob, SliceResult } from './sliced-job.js';
import type { SlicedWorkOptions } from './sliced-work-options.js';

const pageSize = 500;

/** Reads jobs back, parsed by their owner's schemas. */
export class JobReader<C, I, R, O> {
  constructor(
    private readonly options: SlicedWorkOptions<C, I, R, O>,
    private readonly jobs: JobStore,
    private readonly slices: SliceStore,
  ) {}

  async job(id: string): Promise<SlicedJob<C> | null> {
    const row = await this.jobs.find(this.db, id);
    return row && this.parse(row);
  }

  parse(row: JobRow): SlicedJob<C> {
    return {
      id: row.id,
      state: row.state,
      width: row.width,
      slices: row.slices,
      finished: row.finished,
      correlationId: row.correlation_id,
      context: this.options.schemas.context.parse(row.context),
      failure: row.failure,
    };
  }

  async outcome(id: string): Promise<O | null> {
    const row = await this.jobs.find(this.db, id);
    return row?.state === 'done' ? this.options.schemas.outcome.parse(row.outcome) : null;
  }

  /** The result of one slice; null while there is none. */
  async resultOf(id: string, number: number): Promise<R | null> {
    const [row] = await this.slices.page(this.db, id, number - 1, number + 1, 1);
    return row ? this.options.schemas.result.parse(row.result) : null;
  }

  async *results(id: string): AsyncGenerator<SliceResult<I, R>> {
    const { input, result } = this.options.schemas;
    const job = await this.jobs.find(this.db, id);
    if (!job) return;
    for (let after = -1, more = true; more;) {
      const page = await this.slices.page(this.db, id, after, job.slices, pageSize);
      for (const row of page) {
        yield { number: row.number, input: input.parse(row.input), result: result.parse(row.result) };
        after = row.number;
      }
      more = page.length === pageSize;
    }
  }

  private get db(): Queryable {
    return this.options.dataSource;
  }
}
