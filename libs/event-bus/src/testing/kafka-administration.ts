import { Kafka, type Admin } from 'kafkajs';
import { clientConfig, kafkaDefaults } from '../kafka/kafka-settings.js';
import { readTopic, type ReadMessage } from './read-topic.js';

/** What checks do to a broker. Names are full names, with any prefix. */
export class KafkaAdministration {
  constructor(private readonly brokers: readonly string[]) {}

  /** Throws away everything that lies in a topic now. */
  emptyTopic(topic: string): Promise<void> {
    return this.asAdmin(async (admin) => {
      const ends = await admin.fetchTopicOffsets(topic);
      const partitions = ends
        .filter(({ low, high }) => low !== high)
        .map(({ partition, high }) => ({ partition, offset: high }));
      if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
    });
  }

  /** Every topic whose name starts with `prefix`. */
  topics(prefix: string): Promise<string[]> {
    return this.asAdmin(async (admin) => (await admin.listTopics()).filter((name) => name.startsWith(prefix)));
  }

  /** Everything that lies on a topic now. */
  read(topic: string): Promise<ReadMessage[]> {
    return readTopic({ ...kafkaDefaults, brokers: this.brokers }, topic);
  }

  /** Deletes every topic whose name starts with `prefix`, which must not be empty. */
  removeTopics(prefix: string): Promise<void> {
    if (prefix === '') throw new Error('refused: an empty prefix would remove every topic');
    return this.asAdmin(async (admin) => {
      const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
      if (topics.length > 0) await admin.deleteTopics({ topics });
    });
  }

  private async asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = new Kafka(clientConfig({ ...kafkaDefaults, brokers: this.brokers }, 'checks')).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
