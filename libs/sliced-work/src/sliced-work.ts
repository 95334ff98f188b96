import type { EventCause, EventOf, SliceDueDefinition } from '@hub/event-contracts';
import type { Tx } from '@hub/outbox';
import { JobReader } from './job-reader.js';
import { JobStore } from './job-store.js';
import { Planner } from './planner.js';
import { SliceRunner } from './slice-runner.js';
import { SliceStore } from './slice-store.js';
import type { NewSlicedJob, SlicedJob, SliceResult } from './sliced-job.js';
import type { SlicedWorkOptions } from './sliced-work-options.js';
import { Sweeper } from './sweeper.js';

/**
 * Long work as slices. A job is planned once into an ordered list of slices; the first `width` of them are published,
 * and whoever finishes one records its result and publishes the next in one transaction. The tables are the truth, the
 * bus is only the messenger: what it loses, the sweeper publishes again. Repeats do no harm, because the first result
 * of a slice wins; so there is no lease and no lock while a slice is performed.
 */
export class SlicedWork<C, I, R, O = R> {
  private readonly jobs: JobStore;
  private readonly slices: SliceStore;
  private readonly reader: JobReader<C, I, R, O>;
  private readonly planner: Planner;
  private readonly runner: SliceRunner<C, I, R, O>;
  private readonly sweeper: Sweeper;

  constructor(private readonly options: SlicedWorkOptions<C, I, R, O>) {
    this.jobs = new JobStore(options.schema);
    this.slices = new SliceStore(options.schema, options.sweepAfterMs ?? 30_000);
    this.reader = new JobReader(options, this.jobs, this.slices);
    this.planner = new Planner(options.due, this.jobs, this.slices);
    this.sweeper = new Sweeper(options, this.jobs, this.slices);
    this.runner = new SliceRunner(options, this.jobs, this.slices, this.reader, () => this.sweeper.wake());
  }

  /** Writes a job and publishes its first slices, all in the caller's transaction. False when the job exists already. */
  plan(tx: Tx, job: NewSlicedJob<C>, slices: Iterable<I> | AsyncIterable<I>): Promise<boolean> {
    return this.planner.plan(tx, job, slices);
  }

  /** For the handler that planned an `inline` job, after its commit: does the work here if it is one slice and open. */
  runInline(jobId: string, cause: EventCause): Promise<void> {
    return this.runner.runInline(jobId, cause);
  }

  /** Does the slice of the event, unless it is done, outdated or its job has ended. A failing slice does not reject. */
  handle(event: EventOf<SliceDueDefinition>): Promise<void> {
    return this.runner.handle(event);
  }

  /** Stops the chain; slices that run are finished and dropped. False when the job is not open. */
  cancel(tx: Tx, jobId: string): Promise<boolean> {
    return this.planner.cancel(tx, jobId);
  }

  /** Opens a failed job again: what is done stays done, the rest gets new tries. False when the job has not failed. */
  resume(tx: Tx, jobId: string): Promise<boolean> {
    return this.planner.resume(tx, jobId);
  }

  job(jobId: string): Promise<SlicedJob<C> | null> {
    return this.reader.job(jobId);
  }

  /** What the conclusion of a done job gave; null before. */
  outcome(jobId: string): Promise<O | null> {
    return this.reader.outcome(jobId);
  }

  /** The result of one slice, for slices of which one goes on where the other ended; null while there is none. */
  resultOf(jobId: string, number: number): Promise<R | null> {
    return this.reader.resultOf(jobId, number);
  }

  /** The results there are, in order of the slices, read page by page. */
  results(jobId: string): AsyncIterable<SliceResult<I, R>> {
    return this.reader.results(jobId);
  }

  /** Open slices of all jobs, waiting or running: what workers are scaled by. */
  openSlices(): Promise<number> {
    return this.jobs.openSlices(this.options.dataSource);
  }

  /** Publishes now what is due again. Returns how many slices that were. */
  sweep(): Promise<number> {
    return this.sweeper.sweep();
  }

  /** Deletes jobs that ended longer than `keepMs` ago. The started sweeper does it every hour. */
  deleteEnded(): Promise<number> {
    return this.sweeper.deleteEnded();
  }

  /** Starts the sweeper: retries after their pause, and what the bus has lost. */
  start(): void {
    this.sweeper.start();
  }

  /** After the consumers have stopped. A slice that still runs sees its signal abort and is given back. */
  async stop(): Promise<void> {
    this.runner.stop();
    await this.sweeper.stop();
  }
}
