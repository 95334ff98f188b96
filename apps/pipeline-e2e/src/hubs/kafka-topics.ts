import { KafkaAdministration, type ReadMessage } from '@hub/event-bus/testing';

/** What a test does to the broker's topics of one system. */
export class KafkaTopics {
  private readonly administration: KafkaAdministration;

  constructor(
    brokers: string,
    private readonly prefix: string,
  ) {
    this.administration = new KafkaAdministration(brokers.split(','));
  }

  /** Throws away what waits in a topic. */
  empty(topic: string): Promise<void> {
    return this.administration.emptyTopic(`${this.prefix}${topic}`);
  }

  /** Everything that lies on the topics, from their beginning. */
  async *everything(): AsyncGenerator<{ topic: string; messages: ReadMessage[] }> {
    for (const topic of await this.administration.topics(this.prefix))
      yield { topic, messages: await this.administration.read(topic) };
  }

  /** Deletes every topic of the system. */
  remove(): Promise<void> {
    return this.administration.removeTopics(this.prefix);
  }
}
