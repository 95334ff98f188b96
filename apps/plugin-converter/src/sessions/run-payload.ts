import type { Session } from './session.js';

/** The run request of spec 6.3: `configJSON` is a text that holds an object, `batches` is null for all. */
export const runPayload = (session: Session, apiKey: string) => ({
  projectId: session.projectId,
  apiKey,
  configJSON: JSON.stringify(session.config),
  stage: session.stages,
  batches: session.batches.length > 0 ? session.batches : null,
  orgId: session.organizationId,
  runBy: session.runById,
  session: session.id,
});
export type RunPayload = ReturnType<typeof runPayload>;
