export * from './asyncapi.js';
export * from './events-markdown.js';
export * from './frozen-samples.js';
