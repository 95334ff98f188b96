import { busSettings } from './bus-settings.js';
import { createBus } from './create-bus.js';
import { EmbeddedBus } from './embedded/embedded-bus.js';
import { KafkaBus } from './kafka/kafka-bus.js';

const database = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };

describe('busSettings', () => {
  it('reads the environment, with the measured defaults', () => {
    const settings = busSettings.parse({
      ...database,
      BUS: 'kafka',
      KAFKA_BROKERS: 'a:9092, b:9092,',
      KAFKA_SESSION_TIMEOUT: '6000',
    });
    expect(settings).toMatchObject({
      KAFKA_BROKERS: ['a:9092', 'b:9092'],
      KAFKA_SESSION_TIMEOUT: 6000,
      KAFKA_REBALANCE_TIMEOUT: 20_000,
    });
    expect(busSettings.parse(database)).toMatchObject({
      BUS: 'embedded',
      KAFKA_SESSION_TIMEOUT: 10_000,
      KAFKA_TOPIC_PREFIX: '',
    });
  });

  it.each([
    [{ ...database, BUS: 'rabbit' }, 'BUS'],
    [{}, 'DATABASE_URL'],
    [{ ...database, KAFKA_SESSION_TIMEOUT: '10' }, 'KAFKA_SESSION_TIMEOUT'],
    [{ ...database, KAFKA_TOPIC_PREFIX: 'no spaces' }, 'KAFKA_TOPIC_PREFIX'],
  ])('refuses %j', (environment, field) => {
    expect(busSettings.safeParse(environment).error?.issues[0]?.path).toEqual([field]);
  });
});

describe('createBus', () => {
  it('opens the bus that is named, without connecting', async () => {
    const embedded = createBus(busSettings.parse(database));
    const kafka = createBus(busSettings.parse({ ...database, BUS: 'kafka', KAFKA_BROKERS: '127.0.0.1:1' }));
    expect(embedded).toBeInstanceOf(EmbeddedBus);
    expect(kafka).toBeInstanceOf(KafkaBus);
    expect([embedded.transactional === null, kafka.transactional === null]).toEqual([false, true]);
    await Promise.all([embedded.close(), kafka.close()]);
  });

  it('refuses Kafka without brokers', () => {
    expect(() => createBus(busSettings.parse({ ...database, BUS: 'kafka' }))).toThrow('KAFKA_BROKERS');
  });
});
