import type { EventCause, EventOf, SliceDueDefinition } from '@hub/event-contracts';
import type { Tx } from '@hub/outbox';
import { DueSlices } from './due-slices.js';
import { InlineJobs } from './inline-jobs.js';
import { JobReader } from './job-reader.js';
import { JobStore } from './job-store.js';
import { Planner } from './planner.js';
import { SliceRecorder } from './slice-recorder.js';
import { SliceRunner } from './slice-runner.js';
import { SliceStore } from './slice-store.js';
import type { NewSlicedJob, SlicedJob, SliceResult } from './sliced-job.js';
import { sweepAfterDefault, type SlicedWorkOptions } from './sliced-work-options.js';
import { Slots } from './slots.js';
import { Sweeper } from './sweeper.js';

/**
 * Long work as slices. A job is planned into an ordered list of slices, at once or piece by piece (a slice may add further
 * ones); the first `width` of them are queued, and whoever finishes one records its result and queues the next in one
 * transaction. Every process with a free slot takes
 * the slice that was queued first, of whatever job, so a giant and a small job have fair turns. The tables are the truth;
 * events only tell an idle process that there is something to do. Repeats do no harm, because the first result wins.
 */
export class SlicedWork<C, I, R, O = R> {
  private readonly jobs: JobStore;
  private readonly slices: SliceStore;
  private readonly reader: JobReader<C, I, R, O>;
  private readonly planner: Planner;
  private readonly runner: SliceRunner<C, I, R, O>;
  private readonly sweeper: Sweeper;
  private readonly slots: Slots;
  private readonly inline: InlineJobs;

  constructor(private readonly options: SlicedWorkOptions<C, I, R, O>) {
    this.jobs = new JobStore(options.schema);
    this.slices = new SliceStore(options.schema, options.sweepAfterMs ?? sweepAfterDefault);
    this.reader = new JobReader(options, this.jobs, this.slices);
    this.planner = new Planner(options.due, this.jobs, this.slices);
    this.sweeper = new Sweeper(options, this.jobs, new DueSlices(options.schema));
    const recorder = new SliceRecorder(options, this.jobs, this.slices, this.reader, () => this.sweeper.wake());
    this.runner = new SliceRunner(options, this.jobs, this.slices, this.reader, recorder);
    this.inline = new InlineJobs(
      (jobId, cause) => this.runner.runInline(jobId, cause),
      (jobId, cause) => recorder.queueReserved(jobId, cause),
    );
    this.slots = new Slots(
      options.slots ?? 1,
      (performed) => this.runner.runNext(performed),
      () => this.runner.abort(),
    );
  }

  /** Writes a job and queues its first slices, all in the caller's transaction. False when the job exists already. */
  plan(tx: Tx, job: NewSlicedJob<C>, slices: Iterable<I> | AsyncIterable<I>): Promise<boolean> {
    return this.planner.plan(tx, job, slices);
  }

  /**
   * For the handler that planned an `inline` job, after its commit: does the work here if it is one slice and open. Work
   * that takes longer than half a second goes on when this has returned.
   */
  runInline(jobId: string, cause: EventCause): Promise<void> {
    return this.inline.execute(jobId, cause);
  }

  /**
   * The event says that a slice is queued: wakes the slots of this process. Which slice they take does not depend on the
   * event, and the handler does not wait for it, so the bus never waits for work.
   */
  async handle(_event: EventOf<SliceDueDefinition>): Promise<void> {
    this.slots.wake();
  }

  /** For who has planned or resumed a job, after the commit: this process need not wait for its own news. */
  wake(): void {
    this.slots.wake();
  }

  /**
   * Does the slice that waits longest, if a slot of this process is free; false when there was none to do. What the
   * started slots do by themselves. A failing slice does not reject, a transaction that fails does.
   */
  runNext(): Promise<boolean> {
    return this.slots.use();
  }

  /** Stops the chain; slices that run are told within about a second, and dropped. False when the job is not open. */
  cancel(tx: Tx, jobId: string): Promise<boolean> {
    return this.planner.cancel(tx, jobId);
  }

  /**
   * Opens a failed job again: what is done stays done, the rest gets new tries. False when the job has not failed.
   * `context` replaces what the job knew, where the new run wants something else done with the same slices.
   */
  resume(tx: Tx, jobId: string, context?: C): Promise<boolean> {
    return this.planner.resume(tx, jobId, context);
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

  /** Queues now what is due. Returns how many slices that were. */
  sweep(): Promise<number> {
    return this.sweeper.sweep();
  }

  /** Deletes jobs that ended longer than `keepMs` ago. The started sweeper does it every hour. */
  deleteEnded(): Promise<number> {
    return this.sweeper.deleteEnded();
  }

  /** Starts the slots of this process and its sweeper. */
  start(): void {
    this.slots.start();
    this.sweeper.start();
  }

  /** Before the database is closed. Slices that run have 5 s, then their signal aborts and they are given back. */
  async stop(): Promise<void> {
    await this.slots.stop();
    await this.inline.stop();
    await this.sweeper.stop();
  }
}
