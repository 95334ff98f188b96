/** Runs once before any service starts: schemas, topics where the bus is Kafka, buckets where they are in S3. Safe to run again. */
import { spawnSync } from 'node:child_process';

const steps = [
  'apps/hub-api/dist/migrate.js',
  'apps/export-api/dist/migrate.js',
  'apps/export-builder/dist/migrate.js',
  'apps/storage-router/dist/migrate.js',
  'apps/plugin-converter/dist/migrate.js',
  'apps/notifier/dist/migrate.js',
  ...(process.env.BUCKETS === 's3' ? ['libs/object-storage/dist/s3/create-buckets.js'] : []),
  ...(process.env.BUS === 'kafka' ? ['libs/event-bus/dist/kafka/create-topics.js'] : []),
];
for (const step of steps) {
  console.log(step);
  const { status } = spawnSync(process.execPath, [step], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
