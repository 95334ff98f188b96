import { onBench } from '../build/bench.js';
import type { BenchDatabase } from '../build/bench-database.js';
import type { BenchSettings } from '../machine/bench-settings.js';
import { productionServers } from '../machine/servers.js';
import { notMeasured, type Finding } from '../report/finding.js';
import type { BenchHub } from './bench-hub.js';
import { startEmbeddedHub } from './embedded-hub.js';
import { startKafkaHub } from './kafka-hub.js';

type Prepare<P> = (database: BenchDatabase) => Promise<P>;
type Measure<P> = (hub: BenchHub, prepared: P) => Promise<Finding[]>;

/** Measures on what `npm start` runs. `prepare` fills its database beforehand. */
export async function onEmbeddedHub<P>(
  settings: BenchSettings,
  prepare: Prepare<P>,
  measure: Measure<P>,
): Promise<Finding[]> {
  // all-in-one starts the same Postgres itself
  const prepared = await onBench(settings, ({ database }) => prepare(database));
  const hub = await startEmbeddedHub(settings);
  try {
    return await measure(hub, prepared);
  } finally {
    await hub.stop();
  }
}

/** Measures on the production shape; says so where its servers are missing. */
export async function onKafkaHub<P>(
  settings: BenchSettings,
  prepare: Prepare<P>,
  measure: Measure<P>,
): Promise<Finding[]> {
  const servers = productionServers(process.env);
  if (!servers) return [notMeasured('the same on Kafka', 'set KAFKA_BROKERS, S3_… and SMTP_… (native-servers.sh env)')];
  return onBench(settings, async ({ database }) => {
    const prepared = await prepare(database);
    const hub = await startKafkaHub(settings, database, servers);
    try {
      return await measure(hub, prepared);
    } finally {
      await hub.stop();
    }
  });
}
