import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTopics, KafkaBus } from '@hub/event-bus';
import { eventually } from '@hub/testing';
import { serviceDatabase } from '@hub/outbox';
import { benchWork, databaseOptions, schema, type BenchWork } from './bench-work.js';
import type { Lengths } from './durations.js';
import { longestPause, mean, slotsInUse, smallSlices } from './figures.js';
import { Fleet } from './fleet.js';

export interface Installation {
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
}

const sessionTimeout = 10_000;
const partitions = 16;

/** One topic, one group and some workers that have all joined; a giant job runs. */
export class Scenario {
  private constructor(
    readonly fleet: Fleet,
    readonly lengths: Lengths,
    readonly giantWidth: number,
    private readonly work: BenchWork,
    private readonly transactions: ReturnType<typeof benchWork>['transactions'],
    private readonly release: () => Promise<void>,
  ) {}

  static async start(installation: Installation, workers: number, lengths: Lengths): Promise<Scenario> {
    const { databaseUrl, brokers } = installation;
    const prefix = `bench-${randomUUID().slice(0, 8)}-`;
    const settings = { brokers: [...brokers], prefix, sessionTimeout, rebalanceTimeout: 20_000 };
    await createTopics(
      settings,
      { partitions, replication: 1, retention: 3_600_000 },
      { topics: ['build-slices'], deadLetters: ['build-slices.export-builder-slices.dlq'] },
    );
    const database = await serviceDatabase(databaseOptions(databaseUrl)).initialize();
    const bus = new KafkaBus(settings);
    const nobody = {
      perform: async () => null,
      conclude: async () => null,
      finished: async () => undefined,
      failed: async () => undefined,
    };
    const { work, transactions } = benchWork(database, bus, nobody);
    const fleet = new Fleet(workers, { databaseUrl, brokers: [...brokers], prefix, sessionTimeout });
    const scenario = new Scenario(fleet, lengths, 2 * workers, work, transactions, async () => {
      await fleet.stop();
      await bus.close();
      // or the next scenario's sweepers would go on with this giant
      await database.query(`truncate ${schema}.jobs, ${schema}.job_slices, ${schema}.outbox`);
      await database.destroy();
    });
    await scenario.warmUp();
    return scenario;
  }

  stop(): Promise<void> {
    return this.release();
  }

  /** Plans a job; resolves with its id once it is committed. */
  async plan(slices: readonly number[], width: number): Promise<string> {
    const id = randomUUID();
    await this.transactions.run((tx) => this.work.plan(tx, { id, width, context: null }, slices));
    return id;
  }

  async plannedGiant(seconds: number): Promise<string> {
    const count = Math.ceil((seconds * 1000 * this.fleet.size) / this.lengths.mean);
    return this.plan(this.lengths.draw(count, 1), this.giantWidth);
  }

  /** Slots in use while nothing but the giant runs, 0–1. */
  async use(giant: string, seconds: number): Promise<number> {
    await eventually(() => this.fleet.ended(giant).length >= 4 * this.fleet.size, { within: 30_000 });
    const from = performance.timeOrigin + performance.now();
    await sleep(seconds * 1000);
    const to = performance.timeOrigin + performance.now();
    await sleep(2 * 1000);
    return slotsInUse(this.fleet.ended(giant), this.fleet.size, from, to);
  }

  /** Mean time from a small export's commit until it is done, ms; one at a time, at any phase of the giant. */
  async smallTimes(width: number, runs: number): Promise<number> {
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      await sleep((run * 97) % 400);
      const id = await this.plan(this.lengths.draw(smallSlices, 1000 + run), width);
      const planned = performance.timeOrigin + performance.now();
      times.push((await this.fleet.finished(id)) - planned);
    }
    return mean(times);
  }

  /** Kills a worker in the middle of a slice: ms until somebody starts that slice again, and the giant's longest pause. */
  async takeover(giant: string): Promise<{ restarted: number; pause: number }> {
    const running = await eventually(() => this.runningOf(0, giant), { within: 30_000 });
    await this.fleet.kill(0);
    const killed = performance.timeOrigin + performance.now();
    const again = await eventually(
      () =>
        this.fleet.reports.find(
          (report) =>
            report.kind === 'started' &&
            report.worker !== 0 &&
            report.number === running.number &&
            report.job === giant,
        ),
      { within: 90_000 },
    );
    await this.fleet.finished(giant);
    return {
      restarted: again.at - killed,
      pause: longestPause(
        this.fleet
          .ended(giant)
          .map((slice) => ({ started: slice.started, at: slice.at }))
          .filter(({ at }) => at > killed - 3000),
      ),
    };
  }

  private runningOf(worker: number, job: string): { readonly number: number } | undefined {
    const mine = this.fleet.reports.filter((report) => report.worker === worker).at(-1);
    const busyFor = mine ? performance.timeOrigin + performance.now() - mine.at : Infinity;
    return mine?.kind === 'started' && mine.job === job && busyFor < 20 ? mine : undefined;
  }

  /** The group has settled when every worker has done something. */
  private async warmUp(): Promise<void> {
    await sleep(4000);
    const everybody = Array.from({ length: this.fleet.size }, (_, worker) => worker);
    await eventually(
      async () => {
        await this.fleet.finished(await this.plan(Array<number>(4 * this.fleet.size).fill(30), 4 * this.fleet.size));
        return everybody.every((worker) => this.fleet.reports.some((report) => report.worker === worker));
      },
      { within: 60_000, every: 500 },
    );
  }
}
