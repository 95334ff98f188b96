import {
  ArchiveConverted,
  PluginSessionEnded,
  PluginSessionStarted,
  StepFailed,
  type StepFailure,
} from '@hub/event-contracts';
import type { Tx } from '@hub/outbox';
import type { Original, PluginResult, Session } from './session.js';

const identity = (session: Session) => ({
  sessionId: session.id,
  pluginId: session.pluginId,
  pluginName: session.pluginName,
  organizationId: session.organizationId,
  projectId: session.projectId,
  exportId: session.exportId,
  runBy: { userId: session.runById, email: session.runByEmail },
});

export const tellStarted = (tx: Tx, session: Session): Promise<void> =>
  tx.publish(PluginSessionStarted, session.id, { ...identity(session), startedAt: new Date().toISOString() });

export const tellEnded = (
  tx: Tx,
  session: Session,
  state: 'completed' | 'failed' | 'cancelled',
  failure?: StepFailure,
): Promise<void> =>
  tx.publish(PluginSessionEnded, session.id, {
    ...identity(session),
    state,
    failure,
    endedAt: new Date().toISOString(),
  });

/** The export fails; its original is at its destination already. */
export const tellStepFailed = (tx: Tx, { exportId, attempt }: Original, failure: StepFailure): Promise<void> =>
  tx.publish(StepFailed, exportId, { exportId, attempt, failure });

/** `descriptor`: where that of the result lies in the staging bucket. What is in the file nobody but the plugin knows. */
export const tellConverted = (
  tx: Tx,
  original: Original,
  result: PluginResult,
  descriptor: { readonly key: string; readonly bytes: number },
): Promise<void> =>
  tx.publish(ArchiveConverted, original.exportId, {
    ...original,
    archive: {
      descriptor,
      fileName: result.fileName,
      bytes: result.blob.bytes,
      reconciliation: original.archive.reconciliation,
      annotations: original.archive.annotations,
    },
  });
