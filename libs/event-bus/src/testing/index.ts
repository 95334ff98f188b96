export * from './bus-contract.js';
export * from './bus-under-test.js';
export * from './kafka-administration.js';
export * from './probe-events.js';
export * from './probe-service.js';
export * from './read-topic.js';
export * from './recording-bus.js';
export * from './until.js';
