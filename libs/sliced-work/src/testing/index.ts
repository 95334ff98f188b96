export * from './bench.js';
export * from './messenger.js';
