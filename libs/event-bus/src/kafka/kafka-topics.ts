import { catalogue, topics, type Topic } from '@hub/event-contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, type Admin, type ITopicConfig } from 'kafkajs';
import { deadLetterTopic } from '../delivery/dead-letter.js';
import { clientConfig, type KafkaSettings } from './kafka-settings.js';

export interface TopicSettings {
  /** 4 times the most builders there will ever be; adding some later moves keys. */
  readonly partitions: number;
  /** 3 in production, with min.insync.replicas 2. */
  readonly replication: number;
  /** At least as long as the longest outage, ms. */
  readonly retention: number;
}
export const topicDefaults: TopicSettings = { partitions: 16, replication: 1, retention: 14 * 24 * 3_600_000 };

/** Every topic of the catalogue, and the dead letters of every group that may read it. */
export function topicNames(): { topics: Topic[]; deadLetters: string[] } {
  const names = Object.keys(topics) as Topic[];
  const services = [...new Set(catalogue.flatMap(({ publishedBy }) => publishedBy))];
  const readers = (topic: Topic): string[] => {
    if (topics[topic] === 'facts') return services;
    const owners = catalogue.filter((event) => event.topic === topic).flatMap(({ publishedBy }) => publishedBy);
    return owners.map((owner) => `${owner}-slices`);
  };
  return {
    topics: names,
    deadLetters: names.flatMap((topic) => readers(topic).map((group) => deadLetterTopic(topic, group))),
  };
}

/** Creates what is missing, before any service starts. Resolves with the names it created. */
export async function createTopics(
  settings: Pick<KafkaSettings, 'brokers' | 'prefix'>,
  options: TopicSettings = topicDefaults,
  names = topicNames(),
): Promise<string[]> {
  const admin = new Kafka(clientConfig(settings, 'create-topics')).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const config = (name: string, numPartitions: number): ITopicConfig => ({
      topic: settings.prefix + name,
      numPartitions,
      replicationFactor: options.replication,
      configEntries: [
        { name: 'retention.ms', value: String(options.retention) },
        ...(options.replication >= 3 ? [{ name: 'min.insync.replicas', value: '2' }] : []),
      ],
    });
    const wanted = [
      ...names.topics.map((name) => config(name, options.partitions)),
      ...names.deadLetters.map((name) => config(name, 1)),
    ].filter(({ topic }) => !existing.has(topic));
    if (wanted.length > 0) await admin.createTopics({ topics: wanted, waitForLeaders: false });
    for (const { topic } of wanted) await answers(admin, topic);
    return wanted.map(({ topic }) => topic);
  } finally {
    await admin.disconnect();
  }
}

/** kafkajs's own waiting gives up while the broker does not know the topic yet; a consumer that joins then would crash. */
async function answers(admin: Admin, topic: string): Promise<void> {
  for (let left = 50; ; left--) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}
