import type { SliceDueDefinition } from '@hub/event-contracts';
import type { Tx } from '@hub/outbox';
import { appendSlices } from './append-slices.js';
import type { JobRow, JobStore } from './job-store.js';
import type { SliceStore } from './slice-store.js';
import type { NewSlicedJob } from './sliced-job.js';

/** Begins, ends and resumes jobs, in the caller's transaction. */
export class Planner {
  constructor(
    private readonly due: SliceDueDefinition,
    private readonly jobs: JobStore,
    private readonly slices: SliceStore,
  ) {}

  async plan<C, I>(tx: Tx, job: NewSlicedJob<C>, slices: Iterable<I> | AsyncIterable<I>): Promise<boolean> {
    const { id, width, context, correlationId = id } = job;
    if (!(await this.jobs.insert(tx.manager, { id, width, correlationId, context }))) return false;
    const count = await appendSlices(this.slices, tx.manager, id, 0, slices);
    // the conclusion is a slice as well: the same retry, sweep and first result
    await this.slices.append(tx.manager, id, count, [null]);
    const state = count > 0 ? 'open' : 'concluding';
    const published = count > 0 ? Math.min(width, count) : 1;
    await this.jobs.save(tx.manager, { id, state, slices: count, published, finished: 0 });
    if (job.inline && count <= 1) await this.slices.reserve(tx.manager, id, 0);
    else await this.queue(tx, id, published);
    return true;
  }

  async cancel(tx: Tx, id: string): Promise<boolean> {
    const job = await this.jobs.lock(tx.manager, id);
    if (!job || !isOpen(job)) return false;
    await this.slices.halt(tx.manager, id);
    await this.jobs.end(tx.manager, id, 'cancelled');
    return true;
  }

  async resume(tx: Tx, id: string, context?: unknown): Promise<boolean> {
    const job = await this.jobs.lock(tx.manager, id);
    if (job?.state !== 'failed') return false;
    if (context !== undefined) await this.jobs.setContext(tx.manager, id, context);
    // what had its turn when the job failed is what has no result among those queued before: at most the width
    await this.slices.forgive(tx.manager, id, job.published);
    await this.jobs.save(tx.manager, { ...job, state: job.finished === job.slices ? 'concluding' : 'open' });
    await this.queue(tx, id, job.published);
    return true;
  }

  private async queue(tx: Tx, id: string, below: number): Promise<void> {
    for (const { number, attempt } of await this.slices.queue(tx.manager, id, 0, below)) {
      await tx.publish(this.due, id, { jobId: id, slice: number, attempt });
    }
  }
}

export const isOpen = ({ state }: Pick<JobRow, 'state'>): boolean => state === 'open' || state === 'concluding';
