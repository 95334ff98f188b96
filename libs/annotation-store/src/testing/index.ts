export * from './sample-project.js';
export * from './open-sample-store.js';
