import { Logger } from '@nestjs/common';
import { logLevel, Partitioners, type KafkaConfig, type LogEntry, type ProducerConfig } from 'kafkajs';

/** Measured defaults for kafkajs 2.2.4 against Kafka 4.3 (docs/decisions): takeover after session time-out + 0.2 s. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  /** How long a silent member keeps its partitions, ms. */
  readonly sessionTimeout: number;
  readonly rebalanceTimeout: number;
  /** Put before every topic and group, for installations that share a cluster. */
  readonly prefix: string;
}

export const kafkaDefaults = { sessionTimeout: 10_000, rebalanceTimeout: 20_000, prefix: '' } as const;

export const clientConfig = ({ brokers }: Pick<KafkaSettings, 'brokers'>, clientId: string): KafkaConfig => ({
  brokers: [...brokers],
  clientId,
  connectionTimeout: 5000,
  logLevel: logLevel.WARN,
  logCreator: () => writeLog,
});

export const consumerConfig = ({ sessionTimeout, rebalanceTimeout }: KafkaSettings, groupId: string) => ({
  groupId,
  sessionTimeout,
  rebalanceTimeout,
  heartbeatInterval: Math.min(1000, sessionTimeout / 3),
  minBytes: 1,
  maxWaitTimeInMs: 500,
  allowAutoTopicCreation: false,
});

/** Not idempotent: kafkajs calls its own idempotence experimental; repeats are dropped by the inbox. */
export const producerConfig: ProducerConfig = {
  allowAutoTopicCreation: false,
  idempotent: false,
  maxInFlightRequests: 1,
  // the default, named: kafkajs warns of it otherwise
  createPartitioner: Partitioners.DefaultPartitioner,
};

const logger = new Logger('kafka');

/** kafkajs logs every attempt that it repeats by itself as an error: for us a warning, the last one is thrown. */
function writeLog({ namespace, log: { message, error } }: LogEntry): void {
  logger.warn(`[${namespace}] ${message}${error ? `: ${String(error)}` : ''}`);
}
