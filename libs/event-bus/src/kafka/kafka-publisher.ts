import type { OutgoingEvent } from '@hub/event-contracts';
import type { Kafka, Message, Producer } from 'kafkajs';
import { maxEventBytes, serialise } from '../message-size.js';
import { producerConfig } from './kafka-settings.js';

export const cloudEventHeaders = { 'content-type': 'application/cloudevents+json' } as const;

interface Record {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string;
}

/** Sends batches one after the other, so that the events of a key keep their order. */
export class KafkaPublisher {
  private producer: Producer | null = null;
  private failures = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly prefix: string,
  ) {}

  /** Rejects when it is unknown what arrived, perhaps half of it: send all of it again. */
  async send(events: readonly OutgoingEvent[]): Promise<void> {
    const chunks = chunked(
      events.map((event) => ({ topic: this.prefix + event.topic, key: event.key, value: serialise(event) })),
    );
    const sent = this.last.then(async () => {
      for (const chunk of chunks) await this.sendBatch(chunk);
    });
    this.last = sent.catch(() => undefined);
    await sent;
  }

  async close(): Promise<void> {
    await this.last;
    const { producer } = this;
    this.producer = null;
    await producer?.disconnect();
  }

  private async sendBatch(records: readonly Record[]): Promise<void> {
    const topics = new Map<string, Message[]>();
    for (const { topic, key, value } of records) {
      topics.set(topic, [...(topics.get(topic) ?? []), { key, value, headers: { ...cloudEventHeaders } }]);
    }
    try {
      const producer = await this.connected();
      await producer.sendBatch({
        acks: -1,
        topicMessages: [...topics].map(([topic, messages]) => ({ topic, messages })),
      });
      this.failures = 0;
    } catch (error) {
      if (++this.failures % 2 === 0) await this.replace();
      throw error;
    }
  }

  private async connected(): Promise<Producer> {
    if (!this.producer) {
      const producer = this.kafka.producer(producerConfig);
      await producer.connect();
      this.producer = producer;
    }
    return this.producer;
  }

  /** A producer that failed twice may never recover (kafkajs#919). */
  private async replace(): Promise<void> {
    const broken = this.producer;
    this.producer = null;
    await broken?.disconnect().catch(() => undefined);
  }
}

/** Kafka's size limit holds for all messages of one request to a partition together, so a batch stays below it too. */
function chunked(records: readonly Record[]): Record[][] {
  const chunks: Record[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const size = Buffer.byteLength(record.value);
    if (bytes + size > maxEventBytes) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(record);
    bytes += size;
  }
  return chunks;
}
