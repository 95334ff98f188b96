import type { AnnotationSource } from '@hub/annotation-store';
import { describeArchive, SegmentedFile, type ArchiveDescriptor, type FileEntry, type Staging } from '@hub/archive';
import { archiveFileName, exportFormatWriter, type ArchiveContent, type ExportFormatWriter } from '@hub/formats';
import { archiveMembers, nameOfData, segmentsFile } from './archive-members.js';
import type { BuildContext, ExportRequest } from './build-context.js';
import { joinSlices, type BuiltParts } from './built-parts.js';
import { assertEntries, type DoneSlice } from './completeness.js';
import { manifestFileName, manifestOf } from './manifest.js';
import { mostSetAside, tooManyUnwritable } from './quarantine-policy.js';
import { reconcile } from './reconcile.js';
import type { BuildOutcome } from './slice-result.js';

/** What the plan says there has to be. */
export interface Planned {
  readonly slices: number;
  readonly tasks: number;
}

/**
 * Joins the slices to an archive by reference: data, what a delta takes away, the manifest, the quarantine. Nothing is
 * read or written again but the manifest and the descriptor. Throws Failure `reconciliation-failed` (hub) when anything
 * is missing or doubled, `too-many-unwritable` (user) when the request allows fewer tasks to be set aside.
 */
export class FinishBuild {
  constructor(
    private readonly source: Pick<AnnotationSource, 'until'>,
    private readonly staging: Staging,
  ) {}

  async execute(
    { request }: Pick<BuildContext, 'request'>,
    planned: Planned,
    slices: AsyncIterable<DoneSlice>,
    signal: AbortSignal,
  ): Promise<BuildOutcome> {
    const staging = this.staging.until(signal);
    const format = exportFormatWriter(request.selection);
    const named = { projectName: request.projectName, type: request.selection.type, requestedAt: request.requestedAt };
    const built = await joinSlices(slices, format, nameOfData(named, format));
    built.proof.end(planned);
    const reconciliation = reconcile(planned.tasks, built, request.since ? built.proof.removed : undefined);
    assertAllowed(request, built);

    const { before, after, files, documents } = archiveMembers(built, format, request.since !== undefined);
    const manifest = manifestOf({ request, reconciliation, tally: built.tally, documents, files });
    const descriptor: ArchiveDescriptor = {
      version: 1,
      members: [...before, await literalFile(staging, request, manifestFileName, manifest), ...after],
      content: await this.content(request, format, built, this.source.until(signal)),
    };
    const layout = describeArchive(descriptor);
    assertEntries(layout.entries, (documents?.files ?? 0) + files.length + 1);
    const body = Buffer.from(JSON.stringify(descriptor));
    const key = await staging.putObject(request.exportId, 'descriptor', body);
    return {
      kind: 'archive',
      archive: {
        descriptor: { key, bytes: body.length },
        fileName: archiveFileName(named),
        bytes: layout.bytes,
        plainBytes: documents?.bytes ?? files[0]?.bytes,
        reconciliation,
        annotations: built.tally.annotations,
      },
    };
  }

  private async content(
    { projectId, snapshot, selection }: ExportRequest,
    format: ExportFormatWriter,
    { content }: BuiltParts,
    source: Pick<AnnotationSource, 'ontology'>,
  ): Promise<ArchiveContent> {
    const { tools, classifications, relations } = await source.ontology(projectId, snapshot);
    return {
      version: 1,
      type: selection.type,
      format: selection.format,
      separator: format.separator,
      ontology: { tools: [...tools], classifications: [...classifications], relations: [...relations] },
      parts: [...content],
    };
  }
}

function assertAllowed({ quarantine }: ExportRequest, { tally, firstSetAside }: BuiltParts): void {
  const limit = mostSetAside(quarantine);
  if (tally.quarantined > limit)
    throw tooManyUnwritable({ found: tally.quarantined, early: false, limit, first: firstSetAside });
}

async function literalFile(
  staging: Staging,
  { exportId }: ExportRequest,
  name: string,
  bytes: Buffer,
): Promise<FileEntry> {
  const file = new SegmentedFile(staging, exportId, name);
  await file.write(bytes);
  return segmentsFile(name, await file.finish());
}
