export * from './eventually.js';
export * from './faulty-store.js';
export * from './store-fault.js';
export * from './store-operation.js';
export * from './test-database.js';
export * from './test-kafka.js';
export * from './test-mail-server.js';
export * from './test-stores.js';
