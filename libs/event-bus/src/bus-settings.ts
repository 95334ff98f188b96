import { z } from 'zod';
import { kafkaDefaults } from './kafka/kafka-settings.js';

const milliseconds = (byDefault: number, least: number) => z.coerce.number().int().min(least).default(byDefault);

/** What a service needs to reach the bus, from the environment. Spread `busSettings.shape` into the service's schema. */
export const busSettings = z.object({
  BUS: z.enum(['embedded', 'kafka']).default('embedded'),
  DATABASE_URL: z.string().min(1),
  /** `host:port,host:port`; needed when BUS is kafka. */
  KAFKA_BROKERS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((broker) => broker.trim())
        .filter(Boolean),
    ),
  /** Put before every topic and group, for installations that share a cluster. */
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]*$/)
    .default(kafkaDefaults.prefix),
  /** Ms after which a silent member's partitions go to others; a builder killed costs this and 0.2 s. */
  KAFKA_SESSION_TIMEOUT: milliseconds(kafkaDefaults.sessionTimeout, 6000),
  KAFKA_REBALANCE_TIMEOUT: milliseconds(kafkaDefaults.rebalanceTimeout, 6000),
});
export type BusSettings = z.output<typeof busSettings>;
