import type { EventCause } from '@hub/event-contracts';
import { asFailure, Failure } from '@hub/failures';
import type { Tx } from '@hub/outbox';
import type { JobReader } from './job-reader.js';
import type { JobRow, JobStore } from './job-store.js';
import { whileRenewed } from './lease.js';
import { isOpen } from './planner.js';
import type { SliceRow, SliceStore } from './slice-store.js';
import type { SlicedJob, SliceResult } from './sliced-job.js';
import { sweepAfterDefault, type SlicedWorkOptions } from './sliced-work-options.js';

const longestPauseMs = 60_000;
const killer = 'slice-kills-worker';

interface RunOptions {
  /** The event whose handler does the slice by itself. */
  readonly inlineCause?: EventCause;
  readonly performed?: () => void;
}

/** Does slices: performs outside any transaction, then records the result and queues the next one in one. */
export class SliceRunner<C, I, R, O> {
  private readonly stopping = new AbortController();

  constructor(
    private readonly options: SlicedWorkOptions<C, I, R, O>,
    private readonly jobs: JobStore,
    private readonly slices: SliceStore,
    private readonly reader: JobReader<C, I, R, O>,
    private readonly retryDue: () => void,
  ) {}

  abort(): void {
    this.stopping.abort();
  }

  /** Does the slice that waits longest; calls `performed` when only its result is left to commit. False when none waits. */
  async runNext(performed: () => void): Promise<boolean> {
    const slice = await this.slices.take(this.options.dataSource);
    if (slice) await this.run(slice, { performed });
    return slice !== null;
  }

  async runInline(jobId: string, cause: EventCause): Promise<void> {
    const job = await this.jobs.find(this.options.dataSource, jobId);
    if (!job || job.slices > 1) return;
    for (let number = 0; number <= job.slices; number++) {
      const slice = await this.slices.takeReserved(this.options.dataSource, jobId, number);
      if (slice) await this.run(slice, { inlineCause: cause });
    }
  }

  private async run(slice: SliceRow, { inlineCause, performed }: RunOptions): Promise<void> {
    const { dataSource, sweepAfterMs = sweepAfterDefault, longestSliceMs = 15 * 60_000 } = this.options;
    const row = await this.jobs.find(dataSource, slice.job_id);
    if (!row || !isOpen(row)) return;
    const cause = inlineCause ?? { correlationid: row.correlation_id };
    let record: (tx: Tx, job: JobRow) => Promise<void>;
    try {
      record = await whileRenewed(
        () => this.attempt(this.reader.parse(row), slice, inlineCause !== undefined),
        () => this.slices.renew(dataSource, slice),
        sweepAfterMs,
        longestSliceMs,
      );
    } catch (error) {
      if (this.stopping.signal.aborted) await this.giveBack(slice, cause);
      else await this.failed(slice, asFailure(error), cause);
      return;
    }
    performed?.();
    await this.change(slice.job_id, cause, record);
  }

  /** Performs or concludes; returns what has to be written. */
  private async attempt(
    job: SlicedJob<C>,
    slice: SliceRow,
    inline: boolean,
  ): Promise<(tx: Tx, job: JobRow) => Promise<void>> {
    const { worker, schemas, starts = 5 } = this.options;
    const { signal } = this.stopping;
    if (slice.starts > starts) {
      throw new Failure(killer, 'hub', `Slice ${slice.number} was started ${starts} times and never came to an end`);
    }
    if (slice.number === job.slices) {
      const outcome = await worker.conclude(job, signal);
      return (tx, now) => this.recordOutcome(tx, now, outcome);
    }
    const { number, attempt } = slice;
    const input = schemas.input.parse(slice.input);
    const result = await worker.perform(job, { number, attempt, input }, signal);
    return (tx, now) => this.recordResult(tx, now, { number, input, result }, inline);
  }

  private async recordResult(tx: Tx, job: JobRow, done: SliceResult<I, R>, inline: boolean): Promise<void> {
    if (!(await this.slices.record(tx.manager, job.id, done.number, done.result))) return;
    const finished = job.finished + 1;
    const last = finished === job.slices;
    // the next one: a slice as long as there is one, the conclusion when all have their results
    const next = last || job.published < job.slices ? job.published : null;
    const now: JobRow = {
      ...job,
      finished,
      state: last ? 'concluding' : 'open',
      published: next === null ? job.published : next + 1,
    };
    await this.jobs.save(tx.manager, now);
    if (next !== null && inline) await this.slices.reserve(tx.manager, job.id, next);
    if (next !== null && !inline) await this.queue(tx, job.id, next);
    await this.options.worker.progressed?.(tx, this.reader.parse(now), done);
  }

  private async recordOutcome(tx: Tx, job: JobRow, outcome: O): Promise<void> {
    if (!(await this.slices.record(tx.manager, job.id, job.slices, null))) return;
    const ended = await this.jobs.end(tx.manager, job.id, 'done', { outcome });
    if (ended) await this.options.worker.finished(tx, this.reader.parse(ended), outcome);
  }

  private async failed(slice: SliceRow, failure: Failure, cause: EventCause): Promise<void> {
    const { attempts = 5, backoffMs = 1000 } = this.options;
    const mayHelp = failure.code !== killer && (failure.fault === 'transient' || failure.fault === 'hub');
    const pauseMs = Math.min(longestPauseMs, backoffMs * 2 ** slice.failures);
    await this.change(slice.job_id, cause, async (tx) => {
      if (!(await this.slices.countFailure(tx.manager, slice, pauseMs))) return;
      if (!mayHelp || slice.failures + 1 >= attempts) await this.failJob(tx, slice, failure);
    });
    this.retryDue();
  }

  private async failJob(tx: Tx, { job_id: id, number }: SliceRow, failure: Failure): Promise<void> {
    const { code, fault, message } = failure;
    await this.slices.halt(tx.manager, id);
    const ended = await this.jobs.end(tx.manager, id, 'failed', { failure: { slice: number, code, fault, message } });
    if (ended) await this.options.worker.failed(tx, this.reader.parse(ended), failure);
  }

  /** Interrupted, not failed: another process does it. */
  private giveBack({ job_id: jobId, number }: SliceRow, cause: EventCause): Promise<void> {
    return this.change(jobId, cause, (tx) => this.queue(tx, jobId, number));
  }

  private async queue(tx: Tx, jobId: string, number: number): Promise<void> {
    for (const { attempt } of await this.slices.queue(tx.manager, jobId, number, number + 1)) {
      await tx.publish(this.options.due, jobId, { jobId, slice: number, attempt });
    }
  }

  /** Changes a job that is still open, its row locked. */
  private change(jobId: string, cause: EventCause, change: (tx: Tx, job: JobRow) => Promise<void>): Promise<void> {
    return this.options.transactions.run(async (tx) => {
      const job = await this.jobs.lock(tx.manager, jobId);
      if (job && isOpen(job)) await change(tx, job);
    }, cause);
  }
}
