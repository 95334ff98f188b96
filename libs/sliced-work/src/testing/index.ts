export * from './bench.js';
export * from './gate.js';
export * from './messenger.js';
