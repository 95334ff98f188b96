export * from './convert-in-memory.js';
export * from './random-documents.js';
