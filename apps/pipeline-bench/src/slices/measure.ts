import { loadavg } from 'node:os';
import { startTestDatabase } from '@hub/testing';
import { serviceDatabase } from '@hub/outbox';
import { createTables, databaseOptions } from './bench-work.js';
import { equal, varied, type Lengths } from './durations.js';
import { fairShare } from './figures.js';
import { Scenario, type Installation } from './scenario.js';

const seconds = 12;
const smallRuns = 6;
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

/** Also at once: the whole takes minutes. */
function show(figures: Record<string, unknown>): Record<string, unknown> {
  const line = { ...figures, 'load of the machine': (loadavg()[0] ?? 0).toFixed(1) };
  console.log(JSON.stringify(line));
  return line;
}

/** One line of the table. */
async function measure(
  installation: Installation,
  workers: number,
  lengths: Lengths,
): Promise<Record<string, unknown>> {
  const scenario = await Scenario.start(installation, workers, lengths);
  try {
    const giant = await scenario.plannedGiant(300);
    const use = await scenario.use(giant, seconds);
    const chained = await scenario.smallTimes(1, smallRuns);
    const wide = await scenario.smallTimes(scenario.giantWidth, smallRuns);
    const share = (width: number): number => fairShare(workers, lengths, scenario.giantWidth, width);
    return {
      workers,
      slices: lengths.name,
      'slots in use': percent(use),
      'small, one by one': `${chained.toFixed(0)} ms, ${(chained / share(1)).toFixed(2)} ×`,
      'small, as wide': `${wide.toFixed(0)} ms, ${(wide / share(scenario.giantWidth)).toFixed(2)} ×`,
    };
  } finally {
    await scenario.stop();
  }
}

async function measureTakeover(
  installation: Installation,
  workers: number,
  lengths: Lengths,
): Promise<Record<string, unknown>> {
  const scenario = await Scenario.start(installation, workers, lengths);
  try {
    const giant = await scenario.plannedGiant(20);
    const { restarted, pause } = await scenario.takeover(giant);
    return {
      workers,
      slices: lengths.name,
      'slice restarted after': `${(restarted / 1000).toFixed(1)} s`,
      'longest pause of the giant': `${(pause / 1000).toFixed(1)} s`,
    };
  } finally {
    await scenario.stop();
  }
}

/** Measures sliced work on a real Kafka: KAFKA_BROKERS. Arguments: worker counts, default 1 2 4. */
async function main(): Promise<void> {
  const brokers = (process.env.KAFKA_BROKERS ?? '').split(',').filter(Boolean);
  if (brokers.length === 0) throw new Error('KAFKA_BROKERS is not set');
  const counts = process.argv.slice(2).map(Number);
  const database = await startTestDatabase({ durable: true });
  try {
    const tables = await serviceDatabase(databaseOptions(database.url)).initialize();
    await createTables(tables);
    await tables.destroy();
    const installation = { databaseUrl: database.url, brokers };
    const workers = counts.length > 0 ? counts : [1, 2, 4];
    const shares: Record<string, unknown>[] = [];
    for (const lengths of [equal, varied]) {
      for (const count of workers) shares.push(show(await measure(installation, count, lengths)));
    }
    console.table(shares);
    const takeovers: Record<string, unknown>[] = [];
    for (const lengths of [equal, varied]) {
      for (const count of workers.filter((each) => each > 1))
        takeovers.push(show(await measureTakeover(installation, count, lengths)));
    }
    console.table(takeovers);
  } finally {
    await database.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
