import { crc32, crc32Combine, type FilePart } from '@hub/archive';
import type { Reconciliation } from '@hub/event-contracts';
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
    reconciliation,
    counts: {
      tasks: tally.exported + tally.empty,
      annotations: tally.annotations,
      byStage: Object.fromEntries(tally.stages),
      byBatch: Object.fromEntries(tally.batches),
      byClass: Object.fromEntries(tally.classes),
    },
    quarantine: { tasks: tally.quarantined, reasons: Object.fromEntries(tally.reasons) },
    ...(documents ? { documents } : {}),
    files,
  };
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Size and checksum of a file from those of its parts, without looking at a byte of it. */
export function describeFile(name: string, parts: readonly FilePart[]): ManifestFile {
  let bytes = 0;
  let sum = 0;
  for (const part of parts) {
    const plain = part.kind === 'literal' ? Buffer.from(part.plain, 'base64') : null;
    const length = part.kind === 'segment' ? part.segment.plainBytes : (plain?.length ?? 0);
    const own = part.kind === 'segment' ? part.segment.plainCrc32 : crc32(plain ?? Buffer.alloc(0));
    sum = crc32Combine(sum, own, length);
    bytes += length;
  }
  return { name, bytes, crc32: sum.toString(16).padStart(8, '0') };
}
