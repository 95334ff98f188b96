export type { AllowedTarget } from './allowed-targets.js';
export { assertEndpoint } from './assert-endpoint.js';
export * from './guard-settings.js';
export { guardedAgents, type GuardedAgents } from './guarded-agents.js';
export { publicPorts } from './outbound-policy.js';
export { guardedFetch, type FetchLimits, type GuardedAnswer, type GuardedRequest } from './guarded-fetch.js';
