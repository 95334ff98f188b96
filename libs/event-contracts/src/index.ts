export * from './artifact.js';
export * from './catalogue.js';
export * from './define-event.js';
export * from './events/export-steps.events.js';
export * from './events/exports.events.js';
export * from './events/notifications.events.js';
export * from './events/slices.events.js';
export * from './export-request.js';
