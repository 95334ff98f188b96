import type { OutgoingEvent, TopicKind } from '@hub/event-contracts';
import { Logger } from '@nestjs/common';
import { Kafka } from 'kafkajs';
import type { Bus } from '../bus.js';
import { retryPolicies, type RetryPolicy } from '../delivery/retry-policy.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { KafkaServer } from './kafka-server.js';
import { clientConfig, kafkaDefaults, type KafkaSettings } from './kafka-settings.js';

export interface KafkaBusOptions extends Partial<KafkaSettings> {
  readonly brokers: readonly string[];
  readonly retry?: Readonly<Record<TopicKind, RetryPolicy>>;
  /** Default: log and end the process, so that its supervisor starts a new one. */
  readonly onCrash?: (error: Error) => void;
}

/** The bus on Kafka. Topics are made beforehand by `createTopics`. */
export class KafkaBus implements Bus {
  readonly transactional = null;
  private readonly settings: KafkaSettings;
  private readonly publisher: KafkaPublisher;
  private readonly servers: KafkaServer[] = [];

  constructor(private readonly options: KafkaBusOptions) {
    this.settings = { ...kafkaDefaults, ...options };
    this.publisher = new KafkaPublisher(new Kafka(clientConfig(this.settings, 'publisher')), this.settings.prefix);
  }

  send(events: readonly OutgoingEvent[]): Promise<void> {
    return this.publisher.send(events);
  }

  server(kind: TopicKind, group: string): KafkaServer {
    const { retry = retryPolicies, onCrash = endProcess } = this.options;
    const server = new KafkaServer({ kind, group, retry: retry[kind], settings: this.settings, onCrash });
    this.servers.push(server);
    return server;
  }

  sinceLastFetch(): number {
    return Math.max(0, ...this.servers.map((server) => server.sinceLastFetch));
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
    await this.publisher.close();
  }
}

function endProcess(error: Error): void {
  new Logger('bus').fatal(`The consumer cannot go on: ${error.message}`);
  process.exit(1);
}
