/** A broker for specs named `*.server.spec.ts`. */
export interface TestKafka {
  readonly brokers: string[];
  stop(): Promise<void>;
}

/** `KAFKA_BROKERS` when set, else a container where a Docker engine runs. Rejects without either: a real broker is not optional. */
export async function startTestKafka(): Promise<TestKafka> {
  const brokers = (process.env.KAFKA_BROKERS ?? '').split(',').filter(Boolean);
  if (brokers.length > 0) return { brokers, stop: async () => undefined };
  // loaded only here: it takes a second
  const { getContainerRuntimeClient } = await import('testcontainers');
  await getContainerRuntimeClient().catch((cause: unknown) => {
    throw new Error('This spec needs a real Kafka: set KAFKA_BROKERS, or run a Docker engine', { cause });
  });
  const { KafkaContainer } = await import('@testcontainers/kafka');
  const container = await new KafkaContainer('confluentinc/cp-kafka:8.0.0').withKraft().start();
  return {
    brokers: [`${container.getHost()}:${container.getMappedPort(9093)}`],
    stop: async () => void (await container.stop()),
  };
}
