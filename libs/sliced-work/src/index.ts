export * from './job-runs.js';
export * from './pace.js';
export * from './sliced-job.js';
export * from './sliced-work-options.js';
export * from './sliced-work-schema.js';
export * from './sliced-work.js';
