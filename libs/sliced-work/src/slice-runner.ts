import type { EventCause, EventOf, SliceDueDefinition } from '@hub/event-contracts';
import { asFailure, Failure } from '@hub/failures';
import type { Tx } from '@hub/outbox';
import type { JobReader } from './job-reader.js';
import type { JobRow, JobStore } from './job-store.js';
import { isOpen } from './planner.js';
import type { SliceRow, SliceStore } from './slice-store.js';
import type { SlicedJob } from './sliced-job.js';
import type { SlicedWorkOptions } from './sliced-work-options.js';

const longestPauseMs = 60_000;
const killer = 'slice-kills-worker';

/** Does slices: performs outside any transaction, then records the result and publishes the next one in one. */
export class SliceRunner<C, I, R, O> {
  private readonly stopping = new AbortController();

  constructor(
    private readonly options: SlicedWorkOptions<C, I, R, O>,
    private readonly jobs: JobStore,
    private readonly slices: SliceStore,
    private readonly reader: JobReader<C, I, R, O>,
    private readonly retryDue: () => void,
  ) {}

  stop(): void {
    this.stopping.abort();
  }

  async handle(event: EventOf<SliceDueDefinition>): Promise<void> {
    const { jobId, slice: number, attempt } = event.data;
    const slice = await this.slices.begin(this.options.dataSource, jobId, number, attempt);
    if (slice) await this.run(slice, event);
  }

  async runInline(jobId: string, cause: EventCause): Promise<void> {
    const job = await this.jobs.find(this.options.dataSource, jobId);
    if (!job || job.slices > 1) return;
    for (const number of [0, 1].slice(0, job.slices + 1)) {
      const slice = await this.slices.begin(this.options.dataSource, jobId, number);
      if (slice) await this.run(slice, cause, true);
    }
  }

  private async run(slice: SliceRow, cause: EventCause, inline = false): Promise<void> {
    const row = await this.jobs.find(this.options.dataSource, slice.job_id);
    if (!row || !isOpen(row)) return;
    let record: (tx: Tx, job: JobRow) => Promise<void>;
    try {
      record = await this.attempt(this.reader.parse(row), slice, inline);
    } catch (error) {
      if (this.stopping.signal.aborted) await this.giveBack(slice, cause);
      else await this.failed(slice, asFailure(error), cause);
      return;
    }
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
    const result = await worker.perform(job, { number, attempt, input: schemas.input.parse(slice.input) }, signal);
    return (tx, now) => this.recordResult(tx, now, number, result, inline);
  }

  private async recordResult(tx: Tx, job: JobRow, number: number, result: R, inline: boolean): Promise<void> {
    if (!(await this.slices.record(tx.manager, job.id, number, result))) return;
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
    if (next !== null) {
      const due = await this.slices.publish(tx.manager, job.id, next, next + 1);
      for (const { attempt } of inline ? [] : due) {
        await tx.publish(this.options.due, job.id, { jobId: job.id, slice: next, attempt });
      }
    }
    await this.options.worker.progressed?.(tx, this.reader.parse(now));
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
  private giveBack({ job_id: jobId, number, attempt }: SliceRow, cause: EventCause): Promise<void> {
    return this.change(jobId, cause, (tx) => tx.publish(this.options.due, jobId, { jobId, slice: number, attempt }));
  }

  /** Changes a job that is still open, its row locked. */
  private change(jobId: string, cause: EventCause, change: (tx: Tx, job: JobRow) => Promise<void>): Promise<void> {
    return this.options.transactions.run(async (tx) => {
      const job = await this.jobs.lock(tx.manager, jobId);
      if (job && isOpen(job)) await change(tx, job);
    }, cause);
  }
}
