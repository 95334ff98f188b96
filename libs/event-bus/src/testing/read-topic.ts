import { randomUUID } from 'node:crypto';
import { Kafka } from 'kafkajs';
import { clientConfig, consumerConfig, type KafkaSettings } from '../kafka/kafka-settings.js';

export interface ReadMessage {
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Everything that lies on a topic now, partition by partition: for operators and checks. `topic` is the full name. */
export async function readTopic(settings: KafkaSettings, topic: string): Promise<ReadMessage[]> {
  const kafka = new Kafka(clientConfig(settings, 'read-topic'));
  const admin = kafka.admin();
  await admin.connect();
  const ends = (await admin.fetchTopicOffsets(topic)).filter(({ low, high }) => low !== high);
  const open = new Map(ends.map(({ partition, high }) => [partition, BigInt(high) - 1n]));
  if (open.size === 0) {
    await admin.disconnect();
    return [];
  }
  const groupId = `read-topic-${randomUUID()}`;
  const consumer = kafka.consumer({ ...consumerConfig(settings, groupId), maxWaitTimeInMs: 100 });
  const messages: ReadMessage[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
    const eachMessage = async ({
      partition,
      message,
    }: {
      partition: number;
      message: { key: Buffer | null; value: Buffer | null; offset: string; headers?: object };
    }) => {
      messages.push({
        key: message.key?.toString() ?? null,
        value: message.value?.toString() ?? '',
        headers: plain(message.headers ?? {}),
      });
      if (BigInt(message.offset) >= (open.get(partition) ?? 0n)) open.delete(partition);
      if (open.size === 0) resolve();
    };
    consumer.run({ autoCommit: false, eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  await admin.deleteGroups([groupId]).catch(() => undefined);
  await admin.disconnect();
  return messages;
}

const plain = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
