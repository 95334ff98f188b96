import type { EventCause } from '@hub/event-contracts';
import { asFailure, Failure } from '@hub/failures';
import { Logger } from '@nestjs/common';
import type { JobReader } from './job-reader.js';
import type { JobStore } from './job-store.js';
import { whileRenewed } from './lease.js';
import { isOpen } from './planner.js';
import { sliceKiller, type SliceRecorder, type Write } from './slice-recorder.js';
import type { SliceRow, SliceStore } from './slice-store.js';
import type { SlicedJob } from './sliced-job.js';
import { sweepAfterDefault, type SlicedWorkOptions } from './sliced-work-options.js';

interface RunOptions {
  /** The event whose handler does the slice by itself. */
  readonly inlineCause?: EventCause;
  readonly performed?: () => void;
}

/** Does slices, outside any transaction; what comes of them is the recorder's. */
export class SliceRunner<C, I, R, O> {
  private readonly logger = new Logger('sliced-work');
  private readonly running = new Set<AbortController>();
  private stopping = false;

  constructor(
    private readonly options: SlicedWorkOptions<C, I, R, O>,
    private readonly jobs: JobStore,
    private readonly slices: SliceStore,
    private readonly reader: JobReader<C, I, R, O>,
    private readonly recorder: SliceRecorder<C, I, R, O>,
  ) {}

  abort(): void {
    this.stopping = true;
    for (const each of this.running) each.abort();
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
    const life = new AbortController();
    if (this.stopping) life.abort();
    this.running.add(life);
    let write: Write;
    try {
      write = await whileRenewed(
        () => this.attempt(this.reader.parse(row), slice, life.signal, inlineCause !== undefined),
        {
          renew: (keep) => this.slices.renew(dataSource, slice, keep),
          unwanted: () => life.abort(),
          sweepAfterMs,
          longestMs: longestSliceMs,
        },
      );
    } catch (error) {
      if (this.stopping) await this.recorder.giveBack(slice, cause);
      // aborted because nobody wants it: neither a result nor a failure
      else if (!life.signal.aborted) {
        const failure = asFailure(error);
        // what people are told of an unknown error says nothing
        if (failure.code === 'unexpected') this.logger.error(error);
        await this.recorder.failed(slice, failure, cause);
      }
      return;
    } finally {
      this.running.delete(life);
    }
    performed?.();
    await this.recorder.change(slice.job_id, cause, write);
  }

  /** Performs or concludes; returns what has to be written. */
  private async attempt(job: SlicedJob<C>, slice: SliceRow, signal: AbortSignal, inline: boolean): Promise<Write> {
    const { worker, schemas, starts = 5 } = this.options;
    const { number, attempt } = slice;
    if (slice.starts > starts)
      throw new Failure(sliceKiller, 'hub', `Slice ${number} was started ${starts} times and never came to an end`);
    if (number === job.slices) return this.recorder.outcome(await worker.conclude(job, signal));
    const further: I[] = [];
    const input = schemas.input.parse(slice.input);
    const result = await worker.perform(job, { number, attempt, input }, signal, (inputs) => further.push(...inputs));
    return this.recorder.result({ number, input, result }, further, inline);
  }
}
