export * from './format-writer.js';
