import { BuildSliceDue } from '@hub/event-contracts';
import type { Failure } from '@hub/failures';
import { outboxDdl, Transactions, type Tx } from '@hub/outbox';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Slice, SlicedJob, SliceWorker } from '../sliced-job.js';
import { SlicedWork } from '../sliced-work.js';
import type { SlicedWorkOptions } from '../sliced-work-options.js';
import { slicedWorkDdl } from '../sliced-work-schema.js';
import { handDrivenBus, takePublished, type SliceDue } from './messenger.js';

export const context = z.object({ name: z.string() });
export type Context = z.infer<typeof context>;
type Job = SlicedJob<Context>;

/** A worker that upper-cases words and joins them; specs replace what it does. */
export class RecordingWorker implements SliceWorker<Context, string, string> {
  readonly performed: string[] = [];
  readonly finishedJobs: { id: string; outcome: string }[] = [];
  readonly failedJobs: { id: string; failure: Failure }[] = [];
  readonly progress: number[] = [];
  work?: SlicedWork<Context, string, string>;
  /** Runs before the slice's work; what it throws, the slice throws. */
  before: (job: Job, slice: Slice<string>, signal: AbortSignal) => Promise<void> | void = () => undefined;
  /** What a slice adds to its job. */
  further: (slice: Slice<string>) => readonly string[] = () => [];
  beforeConclusion: (job: Job, signal: AbortSignal) => Promise<void> | void = () => undefined;
  /** Runs in the transaction; what it throws is a crash before the commit. */
  inTransaction: (job: Job) => void = () => undefined;

  async perform(
    job: Job,
    slice: Slice<string>,
    signal: AbortSignal,
    append: (inputs: readonly string[]) => void,
  ): Promise<string> {
    this.performed.push(`${job.id}/${slice.number}`);
    await this.before(job, slice, signal);
    append(this.further(slice));
    return slice.input.toUpperCase();
  }
  async conclude(job: Job, signal: AbortSignal): Promise<string> {
    this.performed.push(`${job.id}/end`);
    await this.beforeConclusion(job, signal);
    const words: string[] = [];
    for await (const { result } of this.work?.results(job.id) ?? []) words.push(result);
    return words.join(' ');
  }
  async finished(_tx: Tx, job: Job, outcome: string): Promise<void> {
    this.inTransaction(job);
    this.finishedJobs.push({ id: job.id, outcome });
  }
  async failed(_tx: Tx, job: Job, failure: Failure): Promise<void> {
    this.inTransaction(job);
    this.failedJobs.push({ id: job.id, failure });
  }
  async progressed(_tx: Tx, job: Job): Promise<void> {
    this.inTransaction(job);
    this.progress.push(job.finished);
  }
}

type Tuning = Partial<
  Pick<
    SlicedWorkOptions<Context, string, string>,
    'attempts' | 'backoffMs' | 'patienceMs' | 'sweepAfterMs' | 'longestSliceMs' | 'slots' | 'starts' | 'keepMs'
  >
>;

/** Sliced work on a real database with a bus moved by hand. */
export class SlicedWorkBench {
  private constructor(
    readonly dataSource: DataSource,
    readonly schema: string,
  ) {}

  /** Makes the tables. */
  static async open(url: string, schema = 'bench'): Promise<SlicedWorkBench> {
    const bench = await SlicedWorkBench.connect(url, schema);
    await bench.dataSource.query(`create schema ${schema}; ${outboxDdl(schema)} ${slicedWorkDdl(schema)}`);
    return bench;
  }

  static async connect(url: string, schema = 'bench'): Promise<SlicedWorkBench> {
    return new SlicedWorkBench(await new DataSource({ type: 'postgres', url }).initialize(), schema);
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }

  /** One process: its library and its worker. */
  process(tuning?: Tuning): Process;
  process<W extends TestWorker>(tuning: Tuning, worker: W): Process<W>;
  process(tuning: Tuning = {}, worker: TestWorker = new RecordingWorker()): Process<TestWorker> {
    const { dataSource, schema } = this;
    const transactions = new Transactions(dataSource, handDrivenBus, { source: 'spec', schema });
    const schemas = { context, input: z.string(), result: z.string(), outcome: z.string() };
    const work = new SlicedWork({ transactions, dataSource, schema, due: BuildSliceDue, schemas, worker, ...tuning });
    if (worker instanceof RecordingWorker) worker.work = work;
    return { work, worker, transactions };
  }

  /** Hands all that is published, and what follows from it, to one process. Returns how many events that were. */
  async deliverAll(by: Process): Promise<number> {
    let delivered = 0;
    for (let events = await this.take(); events.length > 0; events = await this.take()) {
      for (let event = 0; event < events.length; event++) await by.work.runNext();
      delivered += events.length;
    }
    return delivered;
  }

  take(): Promise<SliceDue[]> {
    return takePublished(this.dataSource, this.schema, BuildSliceDue);
  }

  /** Makes everything that is on the bus or waits for its next try overdue. */
  async passTime(): Promise<void> {
    await this.dataSource.query(
      `update ${this.schema}.job_slices set due_at = now() - interval '1 s' where due_at is not null`,
    );
  }

  async clear(): Promise<void> {
    await this.dataSource.query(`truncate ${this.schema}.jobs, ${this.schema}.job_slices, ${this.schema}.outbox`);
  }
}

/** Plans a job of words as its service would. */
export function planWords(
  { work, transactions }: Process,
  id: string,
  width: number,
  words: Iterable<string> | AsyncIterable<string>,
  inline = false,
): Promise<boolean> {
  return transactions.run((tx) => work.plan(tx, { id, width, context: { name: id }, inline }, words));
}

export type TestWorker = SliceWorker<Context, string, string>;

export interface Process<W = RecordingWorker> {
  readonly work: SlicedWork<Context, string, string>;
  readonly worker: W;
  readonly transactions: Transactions;
}
