export * from './sample-project.js';
