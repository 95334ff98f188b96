import type { ArtifactKind, Destination, Fidelity, PluginRun, Reconciliation, StepFailure } from '@hub/event-contracts';
import type { Export, RequestEcho } from '../exports/export.js';
import { setAside } from '../exports/export-request.js';
import type { ExportState } from '../exports/export-states.js';
import type { HistorySettings } from './history-settings.js';
import { progressView, type ProgressView } from './progress-view.js';

/** An export as clients see it. No places of ours and no links: those are asked for one by one and audited. */
export interface ExportView {
  readonly id: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly state: ExportState;
  readonly attempt: number;
  /** The export whose build, progress and file this one shares; live news of the progress name that one. */
  readonly joinedTo: string | null;
  readonly requestedBy: { readonly userId: string; readonly email: string };
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly endedAt: string | null;
  readonly request: RequestEcho;
  /** The customer's bucket its files go to, path as it was set; null: the default bucket. */
  readonly destination: Destination | null;
  readonly progress: ProgressView | null;
  readonly artifacts: readonly ArtifactView[];
  readonly reconciliation: Reconciliation | null;
  /** The run of a plugin that asked for it, and converts it. */
  readonly plugin: PluginRun | null;
  /** What the conversion could not keep; null where nobody can tell. */
  readonly fidelity: Fidelity | null;
  readonly error: StepFailure | null;
  /** Of a failed one: until then a retry goes on from what was built; later that is gone, and a new export is needed. */
  readonly retryableUntil: string | null;
}

export interface ArtifactView {
  readonly kind: ArtifactKind;
  readonly fileName: string;
  /** In the bucket of `destination`, path filled in; null: the default bucket. */
  readonly key: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentType: 'application/zip' | 'application/octet-stream';
  readonly deliveredAt: string;
  readonly expiredAt: string | null;
}

/** What a view is made of: everything but the long and the internal parts of an export. */
export type ListedExport = Pick<
  Export,
  | 'id'
  | 'projectId'
  | 'projectName'
  | 'state'
  | 'attempt'
  | 'joinedTo'
  | 'requestedById'
  | 'requestedByEmail'
  | 'requestedAt'
  | 'updatedAt'
  | 'endedAt'
  | 'request'
  | 'destination'
  | 'progress'
  | 'artifacts'
  | 'reconciliation'
  | 'plugin'
  | 'fidelity'
  | 'failure'
>;

/** What requests of before these options meant. */
const unsaid = { quarantine: setAside, reuse: false };

export function toView(
  one: ListedExport,
  { retryableMs }: Pick<HistorySettings, 'retryableMs'>,
  now = new Date(),
): ExportView {
  return {
    id: one.id,
    projectId: one.projectId,
    projectName: one.projectName,
    state: one.state,
    attempt: one.attempt,
    joinedTo: one.joinedTo,
    requestedBy: { userId: one.requestedById, email: one.requestedByEmail },
    requestedAt: one.requestedAt.toISOString(),
    updatedAt: one.updatedAt.toISOString(),
    endedAt: one.endedAt?.toISOString() ?? null,
    request: { ...unsaid, ...one.request },
    destination: one.destination,
    progress: one.progress && progressView(one.progress, now),
    artifacts: one.artifacts.map(({ kind, fileName, location, bytes, sha256, deliveredAt, expiredAt }) => ({
      kind,
      fileName,
      key: location.storageId === null ? null : location.key,
      bytes,
      sha256,
      contentType: /\.zip$/i.test(fileName) ? 'application/zip' : 'application/octet-stream',
      deliveredAt,
      expiredAt,
    })),
    reconciliation: one.reconciliation,
    plugin: one.plugin,
    fidelity: one.fidelity,
    error: one.failure,
    retryableUntil:
      one.state === 'failed' && one.endedAt && !one.plugin
        ? new Date(one.endedAt.getTime() + retryableMs).toISOString()
        : null,
  };
}
