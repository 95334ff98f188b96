import { plainFacts, type FileEntry } from '@hub/archive';
import type { DeltaBase, Reconciliation } from '@hub/event-contracts';
import type { ExportRequest } from './build-context.js';
import type { TallyValues } from './tally.js';

export const manifestFileName = 'manifest.json';

export interface ManifestFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the plain bytes, 8 hexadecimal digits; the zip's directory has it too. */
  readonly crc32: string;
}

export interface ManifestFacts {
  readonly request: ExportRequest;
  /** The files but this one; those of a split export are counted only, the zip's directory lists them. */
  readonly files: readonly ManifestFile[];
  readonly documents: { readonly files: number; readonly bytes: number } | null;
  readonly reconciliation: Reconciliation;
  readonly tally: TallyValues;
}

/**
 * What the archive holds and why that is all of it. Depends on the request and the data only: nothing of the build
 * (time, machine, attempt, slices) is in it, so that a second build gives the same file.
 */
export function manifestOf({ request, files, documents, reconciliation, tally }: ManifestFacts): Buffer {
  const { exportId, projectId, projectName, organizationId, requestedAt, requestedBy, selection, snapshot } = request;
  const { added, changed, quarantined } = tally;
  const manifest = {
    manifestVersion: 1,
    generator: { name: 'hub-exports', documentSchema: 'ango-export-v3' },
    export: {
      id: exportId,
      organizationId,
      project: { id: projectId, name: projectName },
      requestedAt,
      requestedBy: requestedBy.email,
      selection,
      snapshot,
    },
    ...(request.since ? { delta: deltaOf(request.since, reconciliation, { added, changed }) } : {}),
    reconciliation,
    counts: {
      tasks: tally.exported + tally.empty,
      annotations: tally.annotations,
      byStage: Object.fromEntries(tally.stages),
      byBatch: Object.fromEntries(tally.batches),
      byClass: Object.fromEntries(tally.classes),
    },
    quarantine: {
      ...(request.quarantine ?? { policy: 'set-aside' }),
      tasks: quarantined,
      reasons: Object.fromEntries(tally.reasons),
    },
    ...(documents ? { documents } : {}),
    files,
  };
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** What a delta starts from, and what came, changed and went since: apply the files in this order of archives. */
const deltaOf = (
  { exportId, snapshot }: DeltaBase,
  { removed = 0 }: Reconciliation,
  counts: { added: number; changed: number },
): object => ({ since: exportId, snapshot, ...counts, removed });

/** Size and checksum of a file from those of its parts, as the zip's directory will have them. */
export function describeFile(entry: FileEntry): ManifestFile {
  const { plainBytes, plainCrc32 } = plainFacts(entry);
  return { name: entry.name, bytes: plainBytes, crc32: plainCrc32.toString(16).padStart(8, '0') };
}
