export * from './envelope-sealer.js';
export * from './key-ring-setting.js';
export * from './key-ring.js';
export * from './sealer.js';
