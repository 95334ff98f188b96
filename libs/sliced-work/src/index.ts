export * from './sliced-job.js';
