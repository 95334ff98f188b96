import type { AnnotationSource } from '@hub/annotation-store';
import {
  type ArchiveDescriptor,
  type ArchiveMember,
  describeArchive,
  type FileEntry,
  type Segment,
  SegmentedFile,
  type Staging,
} from '@hub/archive';
import {
  archiveFileName,
  dataFileName,
  exportFormatWriter,
  type ArchiveContent,
  type ExportFormatWriter,
} from '@hub/formats';
import type { BuildContext, ExportRequest } from './build-context.js';
import { joinSlices, type BuiltParts } from './built-parts.js';
import { describeFile, manifestFileName, manifestOf } from './manifest.js';
import { quarantineFileName } from './quarantine.js';
import { reconcile } from './reconcile.js';
import type { BuildOutcome, SliceResult } from './slice-result.js';

/**
 * Joins the slices to an archive by reference: data first (clients read only the first entry), then the manifest, then
 * the quarantine if there is any. Nothing is read or written again but the manifest and the descriptor.
 */
export class FinishBuild {
  constructor(
    private readonly source: Pick<AnnotationSource, 'ontology'>,
    private readonly staging: Staging,
  ) {}

  async execute({ request, plan }: BuildContext, results: AsyncIterable<SliceResult>): Promise<BuildOutcome> {
    const format = exportFormatWriter(request.selection);
    const named = { projectName: request.projectName, type: request.selection.type, requestedAt: request.requestedAt };
    const built = await joinSlices(results, format, dataFileName(named, format));
    const reconciliation = reconcile(plan.tasks, built);

    const rest = built.quarantine.length > 0 ? [segmentsFile(quarantineFileName, built.quarantine)] : [];
    const documents = format.layout === 'file-per-document' ? countDocuments(built) : null;
    // the data file comes first
    const files = [...(documents ? [] : built.data), ...rest]
      .filter(isFile)
      .map(({ name, parts }) => describeFile(name, parts));
    const manifest = manifestOf({ request, reconciliation, tally: built.tally, documents, files });
    const descriptor: ArchiveDescriptor = {
      version: 1,
      members: [...built.data, await this.literalFile(request, manifestFileName, manifest), ...rest],
      content: await this.content(request, format, built),
    };
    const body = Buffer.from(JSON.stringify(descriptor));
    const key = await this.staging.putObject(request.exportId, 'descriptor', body);
    return {
      kind: 'archive',
      archive: {
        descriptor: { key, bytes: body.length },
        fileName: archiveFileName(named),
        bytes: describeArchive(descriptor).bytes,
        plainBytes: documents?.bytes ?? files[0]?.bytes,
        reconciliation,
        annotations: built.tally.annotations,
      },
    };
  }

  private async literalFile({ exportId }: ExportRequest, name: string, bytes: Buffer): Promise<FileEntry> {
    const file = new SegmentedFile(this.staging, exportId, name);
    await file.write(bytes);
    return segmentsFile(name, await file.finish());
  }

  private async content(
    { projectId, snapshot, selection }: ExportRequest,
    format: ExportFormatWriter,
    { content }: BuiltParts,
  ): Promise<ArchiveContent> {
    const { tools, classifications, relations } = await this.source.ontology(projectId, snapshot);
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

const segmentsFile = (name: string, segments: readonly Segment[]): FileEntry => ({
  kind: 'file',
  name,
  parts: segments.map((segment) => ({ kind: 'segment', segment })),
});

const isFile = (member: ArchiveMember): member is FileEntry => member.kind === 'file';

const countDocuments = ({ tally, content }: BuiltParts): { files: number; bytes: number } => ({
  files: tally.exported + tally.empty,
  bytes: content.reduce((sum, part) => sum + part.bytes, 0),
});
