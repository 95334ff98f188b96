import type { Tx } from '@hub/outbox';
import type { Failure } from '@hub/failures';

/** A job as its owner sees it. `C` is what the owner keeps with it (its plan's context), JSON. */
export interface SlicedJob<C> {
  readonly id: string;
  readonly state: 'open' | 'concluding' | 'done' | 'failed' | 'cancelled';
  /** How many of its slices are on the bus at a time. */
  readonly width: number;
  readonly slices: number;
  readonly finished: number;
  readonly context: C;
}

export interface Slice<I> {
  readonly number: number;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly input: I;
}

/**
 * What a service says about its slices. `perform` and `conclude` run outside any transaction, may be repeated by
 * anybody at any time, and must then give the same content. The other two run inside the transaction that changes the job.
 */
export interface SliceWorker<C, I, R> {
  /** Does one slice. `signal` aborts when the process is asked to stop for good. Throw a Failure: `transient` and `hub` are tried again. */
  perform(job: SlicedJob<C>, slice: Slice<I>, signal: AbortSignal): Promise<R>;
  /** All slices have results: joins them (reads `results(jobId)`), writes what has to be written, returns the outcome. */
  conclude(job: SlicedJob<C>, signal: AbortSignal): Promise<R>;
  /** Publishes the fact that the job is done. */
  finished(tx: Tx, job: SlicedJob<C>, outcome: R): Promise<void>;
  /** Publishes the fact that the job failed, after the last attempt or at once for a failure that no retry can mend. */
  failed(tx: Tx, job: SlicedJob<C>, failure: Failure): Promise<void>;
  /** After each slice, in its transaction: for progress. Optional. */
  progressed?(tx: Tx, job: SlicedJob<C>): Promise<void>;
}

export interface NewSlicedJob<C> {
  /** Planning the same id twice is one job. */
  readonly id: string;
  readonly width: number;
  readonly context: C;
}
