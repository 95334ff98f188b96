export * from './outbox-publisher.js';
export * from './outbox-schema.js';
export * from './transactions.js';
export * from './service-database.js';
