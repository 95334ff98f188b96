import { randomUUID } from 'node:crypto';
import { startTestKafka, type TestKafka } from '@hub/testing';
import { busContract } from '../testing/bus-contract.js';
import type { BuriedEvent } from '../testing/bus-under-test.js';
import { KafkaAdministration } from '../testing/kafka-administration.js';
import { probeTopics } from '../testing/probe-events.js';
import { deadLetterTopic } from '../delivery/dead-letter.js';
import { KafkaBus } from './kafka-bus.js';
import { kafkaDefaults } from './kafka-settings.js';
import { createTopics, topicDefaults } from './kafka-topics.js';
import { readTopic } from '../testing/read-topic.js';

let kafka: TestKafka;
beforeAll(async () => {
  kafka = await startTestKafka();
}, 180_000);
afterAll(() => kafka?.stop());

const groups = ['workers', 'workers-slices', 'others', 'others-slices'];
const settings = (prefix: string) => ({ ...kafkaDefaults, brokers: kafka.brokers, prefix });

busContract('Kafka bus', async () => {
  const prefix = `spec-${randomUUID().slice(0, 8)}-`;
  const deadLetters = probeTopics.flatMap((topic) => groups.map((group) => deadLetterTopic(topic, group)));
  await createTopics(settings(prefix), { ...topicDefaults, partitions: 8 }, { topics: [...probeTopics], deadLetters });
  const crashes: Error[] = [];
  return {
    open: (retry) => new KafkaBus({ ...settings(prefix), retry, onCrash: (error) => crashes.push(error) }),
    deadLetters: async (topic, group): Promise<BuriedEvent[]> => {
      const messages = await readTopic(settings(prefix), prefix + deadLetterTopic(topic, group));
      return messages.map(({ value, headers }) => ({
        id: JSON.parse(value).id,
        reason: headers['x-reason'] ?? '',
        attempts: Number(headers['x-attempts']),
      }));
    },
    close: async () => {
      expect(crashes).toEqual([]);
      await new KafkaAdministration(kafka.brokers).removeTopics(prefix);
    },
  };
});
