export * from './guard-settings.js';
