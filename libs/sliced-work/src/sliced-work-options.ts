import type { SliceDueDefinition } from '@hub/event-contracts';
import type { Transactions } from '@hub/outbox';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { SliceWorker } from './sliced-job.js';

export const sweepAfterDefault = 10_000;

/** `C` context of a job, `I` input of a slice, `R` its result, `O` outcome of the conclusion: all JSON. */
export interface SlicedWorkOptions<C, I, R, O = R> {
  readonly transactions: Transactions;
  readonly dataSource: DataSource;
  /** The service's Postgres schema, with the tables of `slicedWorkDdl`. */
  readonly schema: string;
  /** The owner's event: BuildSliceDue, DeliverySliceDue or ConversionSliceDue. */
  readonly due: SliceDueDefinition;
  /** Parse what is read back from the tables. */
  readonly schemas: {
    readonly context: z.ZodType<C>;
    readonly input: z.ZodType<I>;
    readonly result: z.ZodType<R>;
    readonly outcome: z.ZodType<O>;
  };
  readonly worker: SliceWorker<C, I, R, O>;
  /** Tries of a slice before its job fails; default 5. */
  readonly attempts?: number;
  /**
   * Longest pause before the second try, doubled for each further one up to a minute; default 1000 ms. Each pause is a
   * random part of it, so that jobs that failed together do not come back together.
   */
  readonly backoffMs?: number;
  /**
   * A slice that fails by `transient` failures is tried again for so long since the first of them, however many tries
   * that are; default: `attempts` counts for these too.
   */
  readonly patienceMs?: number;
  /**
   * A worker renews its slice each second, or three times in so long; when it falls silent, the slice is queued again. Default 10 s:
   * what a killed worker costs.
   */
  readonly sweepAfterMs?: number;
  /** A slice that takes longer is believed to hang, and queued again; default 15 min. */
  readonly longestSliceMs?: number;
  /**
   * Slices that this process does at the same time; default 1, because a slice of a build uses all cores by itself.
   */
  readonly slots?: number;
  /** Starts of one try without an end before the job fails: a slice that kills its workers; default 5. */
  readonly starts?: number;
  /** How long jobs are kept after their end; default 30 days. */
  readonly keepMs?: number;
}
