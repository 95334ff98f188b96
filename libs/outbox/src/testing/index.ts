export * from './outbox-database.js';
