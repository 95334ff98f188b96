export * from './handmade-zip.js';
export * from './memory-blobs.js';
export * from './read-zip.js';
export * from './sample-text.js';
