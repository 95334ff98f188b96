export * from './create-service.js';
export * from './health/health.module.js';
export * from './http/caller.guard.js';
export * from './http/failure.filter.js';
export * from './http/request.pipe.js';
export * from './logging/service-logger.js';
export * from './openapi/describe-api.js';
export * from './settings/load-settings.js';
