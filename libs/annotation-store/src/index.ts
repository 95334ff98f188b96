export * from './migrations/0001-store.js';
export * from './read/accounts.js';
export * from './read/annotation-source.js';
export * from './write/task-writer.js';
