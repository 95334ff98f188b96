export * from './bus.js';
export * from './connect-bus.js';
export * from './on-event.js';
