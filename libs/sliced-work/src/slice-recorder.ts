import type { EventCause } from '@hub/event-contracts';
import type { Failure } from '@hub/failures';
import type { Tx } from '@hub/outbox';
import { appendSlices } from './append-slices.js';
import type { JobReader } from './job-reader.js';
import type { JobRow, JobStore } from './job-store.js';
import { isOpen } from './planner.js';
import type { Queued, SliceRow, SliceStore } from './slice-store.js';
import type { SliceResult } from './sliced-job.js';
import type { SlicedWorkOptions } from './sliced-work-options.js';

const longestPauseMs = 60_000;
/** Code of a slice that was started again and again and never came to an end. */
export const sliceKiller = 'slice-kills-worker';

/** What is written in the transaction that changes a job, its row locked. */
export type Write = (tx: Tx, job: JobRow) => Promise<void>;

/** Records what came of slices, and gives the next ones their turn in the same transaction. */
export class SliceRecorder<C, I, R, O> {
  constructor(
    private readonly options: SlicedWorkOptions<C, I, R, O>,
    private readonly jobs: JobStore,
    private readonly slices: SliceStore,
    private readonly reader: JobReader<C, I, R, O>,
    private readonly retryDue: () => void,
  ) {}

  /** Changes a job that is still open, its row locked. */
  change(jobId: string, cause: EventCause, write: Write): Promise<void> {
    return this.options.transactions.run(async (tx) => {
      const job = await this.jobs.lock(tx.manager, jobId);
      if (job && isOpen(job)) await write(tx, job);
    }, cause);
  }

  /** `further` are slices that the job grows by; those of a result that comes too late are dropped with it. */
  result(done: SliceResult<I, R>, further: readonly I[], inline: boolean): Write {
    return async (tx, job) => {
      if (!(await this.slices.record(tx.manager, job.id, done.number, done.result))) return;
      const slices = await this.grow(tx, job, further);
      const finished = job.finished + 1;
      const last = finished === slices;
      // as many have their turn as the job is wide, as long as there are any; the conclusion when all have their results
      const published = last ? slices + 1 : Math.max(job.published, Math.min(slices, finished + job.width));
      const now: JobRow = { ...job, slices, finished, state: last ? 'concluding' : 'open', published };
      await this.jobs.save(tx.manager, now);
      if (inline && last) await this.slices.reserve(tx.manager, job.id, slices);
      else await this.queue(tx, job.id, job.published, published);
      await this.options.worker.progressed?.(tx, this.reader.parse(now), done);
    };
  }

  outcome(outcome: O): Write {
    return async (tx, job) => {
      if (!(await this.slices.record(tx.manager, job.id, job.slices, null))) return;
      const ended = await this.jobs.end(tx.manager, job.id, 'done', { outcome });
      if (ended) await this.options.worker.finished(tx, this.reader.parse(ended), outcome);
    };
  }

  async failed(slice: SliceRow, failure: Failure, cause: EventCause): Promise<void> {
    const { backoffMs = 1000 } = this.options;
    const pauseMs = Math.random() * Math.min(longestPauseMs, backoffMs * 2 ** slice.failures);
    await this.change(slice.job_id, cause, async (tx) => {
      const failingMs = await this.slices.countFailure(tx.manager, slice, pauseMs);
      if (failingMs !== null && !this.mayTryAgain(slice, failure, failingMs)) await this.failJob(tx, slice, failure);
    });
    this.retryDue();
  }

  private mayTryAgain({ failures }: SliceRow, { code, fault }: Failure, failingMs: number): boolean {
    const { attempts = 5, patienceMs } = this.options;
    if (code === sliceKiller) return false;
    if (fault === 'transient' && patienceMs !== undefined) return failingMs < patienceMs;
    return (fault === 'transient' || fault === 'hub') && failures + 1 < attempts;
  }

  /** Interrupted, not failed: another process does it. */
  giveBack(slice: SliceRow, cause: EventCause): Promise<void> {
    return this.change(slice.job_id, cause, async (tx) => {
      const queued = await this.slices.giveBack(tx.manager, slice);
      if (queued) await this.tell(tx, slice.job_id, queued);
    });
  }

  /** For a job that was to be done inline. */
  queueReserved(jobId: string, cause: EventCause): Promise<void> {
    return this.change(jobId, cause, async (tx) => {
      for (const queued of await this.slices.queueReserved(tx.manager, jobId)) await this.tell(tx, jobId, queued);
    });
  }

  /** The new slices come before the conclusion. Returns how many slices the job has now. */
  private async grow({ manager }: Tx, { id, slices }: JobRow, further: readonly I[]): Promise<number> {
    if (further.length === 0) return slices;
    await this.slices.renumber(manager, id, slices, slices + further.length);
    return slices + (await appendSlices(this.slices, manager, id, slices, further));
  }

  private async failJob(tx: Tx, { job_id: id, number }: SliceRow, failure: Failure): Promise<void> {
    const { code, fault, message } = failure;
    await this.slices.halt(tx.manager, id);
    const ended = await this.jobs.end(tx.manager, id, 'failed', { failure: { slice: number, code, fault, message } });
    if (ended) await this.options.worker.failed(tx, this.reader.parse(ended), failure);
  }

  private async queue(tx: Tx, jobId: string, from: number, to: number): Promise<void> {
    for (const queued of await this.slices.queue(tx.manager, jobId, from, to)) await this.tell(tx, jobId, queued);
  }

  private tell(tx: Tx, jobId: string, { number, attempt }: Queued): Promise<void> {
    return tx.publish(this.options.due, jobId, { jobId, slice: number, attempt });
  }
}
