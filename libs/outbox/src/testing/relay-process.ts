import { KafkaBus } from '@hub/event-bus';
import { OutboxRelay } from '../relay/outbox-relay.js';

/** A relay as a process of its own, to be killed: `node relay-process.js <database url> <schema> <brokers> <prefix>`. */
const [databaseUrl = '', schema = '', brokers = '', prefix = ''] = process.argv.slice(2);
new OutboxRelay({ databaseUrl, schema, bus: new KafkaBus({ brokers: brokers.split(','), prefix }), batch: 50 }).start();
process.stdout.write('started\n');
