export * from './memory-blobs.js';
export * from './read-zip.js';
export * from './sample-text.js';
