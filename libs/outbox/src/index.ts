export * from './database.module.js';
export * from './outbox-publisher.js';
export * from './outbox-schema.js';
export * from './outbox.module.js';
export * from './relay/inbox-sweep.js';
export * from './relay/outbox-relay.js';
export * from './transactions.js';
export * from './service-database.js';
