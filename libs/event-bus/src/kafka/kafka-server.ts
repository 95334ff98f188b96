import { envelopeSchema, topics, type Topic, type TopicKind } from '@hub/event-contracts';
import { ServerKafka, type MessageHandler } from '@nestjs/microservices';
import type { Consumer, ConsumerCrashEvent, EachMessagePayload } from 'kafkajs';
import { atMost, stopMilliseconds } from '../delivery/at-most.js';
import { deadLetterTopic, reasonOf, type DeadLetter } from '../delivery/dead-letter.js';
import { deliver } from '../delivery/deliver.js';
import type { Delivery } from '../delivery/delivery-context.js';
import { Handlers } from '../delivery/handlers.js';
import type { RetryPolicy } from '../delivery/retry-policy.js';
import { transportIds } from '../on-event.js';
import { clientConfig, consumerConfig, producerConfig, type KafkaSettings } from './kafka-settings.js';
import { cloudEventHeaders } from './kafka-publisher.js';

export interface KafkaServerOptions {
  readonly kind: TopicKind;
  /** Without the installation's prefix. */
  readonly group: string;
  readonly retry: RetryPolicy;
  readonly settings: KafkaSettings;
  /** Called when kafkajs gave up on the consumer: the process must end, or nobody reads its partitions. */
  readonly onCrash: (error: Error) => void;
}

/**
 * Consumer of one group on Kafka: Nest's transport with retry in place and dead letters. Nest alone would deliver a
 * failing event for ever, and a TypeError would stop its consumer for good.
 */
export class KafkaServer extends ServerKafka {
  private readonly handlers = new Handlers();
  private readonly stopping = new AbortController();
  private lastFetch = Date.now();

  constructor(private readonly server: KafkaServerOptions) {
    const { settings, group, kind } = server;
    super({
      postfixId: '',
      client: clientConfig(settings, group),
      consumer: consumerConfig(settings, settings.prefix + group),
      producer: producerConfig,
      subscribe: { fromBeginning: true },
      // one slice at a time: more power is more processes; several would wait for the slowest of a fetch
      run: { autoCommitThreshold: 1, partitionsConsumedConcurrently: kind === 'slices' ? 1 : 4 },
    });
    this.setTransportId(transportIds[kind]);
  }

  override addHandler(pattern: string, handler: MessageHandler): void {
    this.handlers.add(pattern, handler);
  }

  override async close(): Promise<void> {
    this.stopping.abort();
    await atMost(stopMilliseconds, super.close());
  }

  /** Ms since the broker was last asked for messages. */
  get sinceLastFetch(): number {
    return Date.now() - this.lastFetch;
  }

  override async bindEvents(consumer: Consumer): Promise<void> {
    const wanted = this.handlers.topics();
    const wrong = wanted.filter((topic) => topics[topic as Topic] !== this.server.kind);
    if (wrong.length > 0) throw new Error(`${this.server.group} receives ${this.server.kind}, not ${wrong.join(', ')}`);
    if (wanted.length === 0) return;
    await consumer.subscribe({
      topics: wanted.map((topic) => this.server.settings.prefix + topic),
      fromBeginning: true,
    });
    await consumer.run({ ...this.options?.run, eachMessage: (payload) => this.handleMessage(payload) });
  }

  protected override registerConsumerEventListeners(): void {
    super.registerConsumerEventListeners();
    const consumer = this.consumer as Consumer;
    consumer.on('consumer.fetch', () => {
      this.lastFetch = Date.now();
    });
    consumer.on('consumer.crash', ({ payload }: ConsumerCrashEvent) => {
      if (!payload.restart && !this.stopping.signal.aborted) this.server.onCrash(payload.error);
    });
  }

  override async handleMessage(payload: EachMessagePayload): Promise<void> {
    const topic = payload.topic.slice(this.server.settings.prefix.length);
    const key = payload.message.key?.toString() ?? null;
    const text = payload.message.value?.toString() ?? '';
    const envelope = envelopeSchema.safeParse(parseJson(text));
    if (!envelope.success) {
      this.logger.error(`Not a CloudEvent on ${payload.topic}/${payload.partition}@${payload.message.offset}`);
      return this.produceDeadLetter(topic, key, text, reasonOf(envelope.error), 1);
    }
    const { kind, group, retry } = this.server;
    const delivery: Delivery = { topic, key, envelope: envelope.data };
    await deliver(
      delivery,
      {
        kind,
        group,
        retry,
        handlers: this.handlers,
        logger: this.logger,
        stopping: this.stopping.signal,
        bury: (letter) => this.bury(letter),
      },
      payload.heartbeat,
    );
  }

  private bury({ delivery, reason, attempts }: DeadLetter): Promise<void> {
    return this.produceDeadLetter(delivery.topic, delivery.key, JSON.stringify(delivery.envelope), reason, attempts);
  }

  private async produceDeadLetter(
    topic: string,
    key: string | null,
    value: string,
    reason: string,
    attempts: number,
  ): Promise<void> {
    const headers = { ...cloudEventHeaders, 'x-reason': reason, 'x-attempts': String(attempts) };
    await this.producer?.send({
      topic: this.server.settings.prefix + deadLetterTopic(topic, this.server.group),
      acks: -1,
      messages: [{ key, value, headers }],
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
