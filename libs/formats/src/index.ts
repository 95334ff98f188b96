export * from './content/archive-content.js';
export * from './export-formats.js';
export * from './format-writer.js';
export * from './join-parts.js';
export * from './names/archive-names.js';
export * from './names/safe-name.js';
export { splitFileName } from './split/split-format.js';
export * from './video/per-frame-writer.js';
export * from './video/video-track-writer.js';
