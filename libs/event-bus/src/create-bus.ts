import { badRequest } from '@hub/failures';
import type { Bus } from './bus.js';
import type { BusSettings } from './bus-settings.js';
import { EmbeddedBus } from './embedded/embedded-bus.js';
import { KafkaBus } from './kafka/kafka-bus.js';

/** The bus that the settings name; connects when it is first used. Throws Failure when Kafka has no brokers. */
export function createBus(settings: BusSettings): Bus {
  if (settings.BUS === 'embedded') return new EmbeddedBus({ databaseUrl: settings.DATABASE_URL });
  if (settings.KAFKA_BROKERS.length === 0) {
    throw badRequest('BUS=kafka needs KAFKA_BROKERS', { field: 'KAFKA_BROKERS', expected: 'host:port,host:port' });
  }
  return new KafkaBus({
    brokers: settings.KAFKA_BROKERS,
    prefix: settings.KAFKA_TOPIC_PREFIX,
    sessionTimeout: settings.KAFKA_SESSION_TIMEOUT,
    rebalanceTimeout: settings.KAFKA_REBALANCE_TIMEOUT,
  });
}
