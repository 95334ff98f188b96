import { z } from 'zod';
import { busSettings } from '../bus-settings.js';
import { createTopics, topicDefaults } from './kafka-topics.js';

/**
 * A job that runs before any service: `node create-topics.js`, settings from the environment (KAFKA_BROKERS,
 * KAFKA_TOPIC_PREFIX and those below). May run again: what exists stays as it is.
 */
const settings = z
  .object({
    KAFKA_BROKERS: busSettings.shape.KAFKA_BROKERS.refine(
      (brokers) => brokers.length > 0,
      'host:port,host:port expected',
    ),
    KAFKA_TOPIC_PREFIX: busSettings.shape.KAFKA_TOPIC_PREFIX,
    KAFKA_PARTITIONS: z.coerce.number().int().min(1).default(topicDefaults.partitions),
    KAFKA_REPLICATION: z.coerce.number().int().min(1).default(topicDefaults.replication),
    KAFKA_RETENTION_DAYS: z.coerce
      .number()
      .min(1)
      .default(topicDefaults.retention / 86_400_000),
  })
  .safeParse(process.env);

if (settings.success) {
  const { KAFKA_BROKERS, KAFKA_TOPIC_PREFIX, KAFKA_PARTITIONS, KAFKA_REPLICATION, KAFKA_RETENTION_DAYS } =
    settings.data;
  createTopics(
    { brokers: KAFKA_BROKERS, prefix: KAFKA_TOPIC_PREFIX },
    { partitions: KAFKA_PARTITIONS, replication: KAFKA_REPLICATION, retention: KAFKA_RETENTION_DAYS * 86_400_000 },
  ).then(
    (created) => console.log(`created ${created.length} topics`),
    (error: unknown) => {
      console.error(`Topics could not be created: ${String(error)}`);
      process.exitCode = 1;
    },
  );
} else {
  console.error(z.prettifyError(settings.error));
  process.exitCode = 1;
}
