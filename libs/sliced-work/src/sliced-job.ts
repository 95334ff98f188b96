import type { Failure, Fault } from '@hub/failures';
import type { Tx } from '@hub/outbox';

export type JobState = 'open' | 'concluding' | 'done' | 'failed' | 'cancelled';

/** A job as its owner sees it. `C` is what the owner keeps with it (its plan's context), JSON. */
export interface SlicedJob<C> {
  readonly id: string;
  readonly state: JobState;
  /** How many of its slices have their turn at a time. */
  readonly width: number;
  /** So far: a slice may add further ones. */
  readonly slices: number;
  readonly finished: number;
  /** Stays the same along one export. */
  readonly correlationId: string;
  readonly context: C;
  /** Why the job is `failed`. */
  readonly failure: JobFailure | null;
}

export interface JobFailure {
  /** The slice that could not be done; `slices` for the conclusion. */
  readonly slice: number;
  readonly code: string;
  readonly fault: Fault;
  readonly message: string;
}

export interface Slice<I> {
  readonly number: number;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly input: I;
}

export interface SliceResult<I, R> {
  readonly number: number;
  readonly input: I;
  readonly result: R;
}

/**
 * What a service says about its slices. `perform` and `conclude` run outside any transaction, may be repeated by
 * anybody at any time, and must then give the same content. The others run inside the transaction that changes the job.
 */
export interface SliceWorker<C, I, R, O = R> {
  /**
   * Does one slice. Throw a Failure: `transient` and `hub` are tried again. `signal` aborts when the process stops for
   * good, and within about a second when nobody wants the result any more (the job was cancelled or has failed, another
   * worker was faster): what is thrown then counts as nothing. `append` adds slices at the end of the job, recorded
   * together with this slice's result or not at all; they must be the same however often the slice is done.
   */
  perform(job: SlicedJob<C>, slice: Slice<I>, signal: AbortSignal, append: (inputs: readonly I[]) => void): Promise<R>;
  /** All slices have results: joins them (reads `results(jobId)`), writes what has to be written, returns the outcome. */
  conclude(job: SlicedJob<C>, signal: AbortSignal): Promise<O>;
  /** Publishes the fact that the job is done. */
  finished(tx: Tx, job: SlicedJob<C>, outcome: O): Promise<void>;
  /** Publishes the fact that the job failed, after the last attempt or at once for a failure that no retry can mend. */
  failed(tx: Tx, job: SlicedJob<C>, failure: Failure): Promise<void>;
  /** After each slice, in its transaction, with what it gave: for progress. Optional. */
  progressed?(tx: Tx, job: SlicedJob<C>, done: SliceResult<I, R>): Promise<void>;
}

export interface NewSlicedJob<C> {
  /** Planning the same id twice is one job. */
  readonly id: string;
  readonly width: number;
  readonly context: C;
  /** The export's id where the job's id is another; default the job's id. */
  readonly correlationId?: string;
  /**
   * A job of one slice is not published: the handler that planned it calls `runInline` after its commit. If it crashes
   * in between, the repeat of its event or the sweeper does it.
   */
  readonly inline?: boolean;
}
