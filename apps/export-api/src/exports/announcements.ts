import {
  ExportCancelled,
  ExportCancellationRequested,
  ExportCompleted,
  ExportExpired,
  ExportFailed,
  ExportRemoved,
  ExportRequested,
  type DeliveredArtifact,
} from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import type { Tx } from '@hub/outbox';
import type { Export } from './export.js';

/** Tells the world what became of an export, in the transaction that made it so. */
export async function announce(tx: Tx, what: 'completed' | 'failed' | 'expired', ended: Export): Promise<void> {
  const { sendEmail, notify, failure, reconciliation } = ended;
  const plugin = ended.plugin ?? undefined;
  const at = (ended.endedAt ?? ended.updatedAt).toISOString();
  if (what === 'expired')
    return tx.publish(ExportExpired, ended.id, { ...identity(ended), expiredAt: ended.updatedAt.toISOString() });
  if (what === 'failed' && failure)
    return tx.publish(ExportFailed, ended.id, {
      ...identity(ended),
      sendEmail,
      notify,
      failure,
      artifacts: delivered(ended),
      plugin,
      failedAt: at,
    });
  if (what === 'completed' && reconciliation) {
    return tx.publish(ExportCompleted, ended.id, {
      ...identity(ended),
      sendEmail,
      notify,
      artifacts: delivered(ended),
      reconciliation,
      fidelity: ended.fidelity ?? undefined,
      plugin,
      completedAt: at,
    });
  }
  throw new Failure('unexplained-end', 'hub', `The export ${ended.id} is ${what} without saying why.`);
}

export const announceRequest = (tx: Tx, asked: Export): Promise<void> =>
  tx.publish(ExportRequested, asked.id, {
    ...identity(asked),
    attempt: asked.attempt,
    selection: asked.selection,
    converter: asked.converter,
    converterOptions: asked.request.converterOptions,
    plugin: asked.plugin ?? undefined,
    snapshot: asked.snapshot,
    quarantine: asked.quarantine,
    since: asked.since ?? undefined,
    destination: asked.destination ?? undefined,
  });

export const announceCancellation = (tx: Tx, ended: Export, cancelledBy: string): Promise<void> =>
  tx.publish(ExportCancelled, ended.id, {
    ...identity(ended),
    cancelledBy,
    cancelledAt: (ended.endedAt ?? ended.updatedAt).toISOString(),
  });

/** Who began this build cancelled it, and nobody waits for it any more: the steps stop, and what they keep may go. */
export const announceStop = (tx: Tx, rootId: string): Promise<void> =>
  tx.publish(ExportCancellationRequested, rootId, { exportId: rootId });

/** It has left the history. */
export const announceRemoval = (tx: Tx, removed: Export): Promise<void> =>
  tx.publish(ExportRemoved, removed.id, identity(removed));

/** What of the files everybody may know. */
const delivered = ({ artifacts }: Export): DeliveredArtifact[] =>
  artifacts.map(({ kind, fileName, bytes, sha256, location }) => ({ kind, fileName, bytes, sha256, location }));

const identity = (one: Export) => ({
  exportId: one.id,
  projectId: one.projectId,
  projectName: one.projectName,
  organizationId: one.organizationId,
  requestedBy: { userId: one.requestedById, email: one.requestedByEmail },
  requestedAt: one.requestedAt.toISOString(),
});
