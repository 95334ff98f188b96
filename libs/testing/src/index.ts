export * from './eventually.js';
export * from './test-database.js';
export * from './test-kafka.js';
export * from './test-mail-server.js';
