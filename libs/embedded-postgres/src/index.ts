export * from './alive.js';
export * from './embedded-postgres.js';
