import type { KafkaConfig, ProducerConfig } from 'kafkajs';

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

export const clientConfig = ({ brokers }: KafkaSettings, clientId: string): KafkaConfig => ({
  brokers: [...brokers],
  clientId,
  connectionTimeout: 5000,
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
};
