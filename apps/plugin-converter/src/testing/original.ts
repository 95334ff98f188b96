import { describeArchive, PackedEntriesWriter, SegmentedFile, Staging, type ArchiveMember } from '@hub/archive';
import type { Archive, ExportFormat } from '@hub/event-contracts';
import type { ArchiveContent, ContentPart } from '@hub/formats';
import type { ObjectStorage } from '@hub/object-storage';

/** Stages the original archive of a delta as the builder does: one part of the content per given list of document texts. */
export async function stageOriginal(
  bucket: ObjectStorage,
  exportId: string,
  format: ExportFormat,
  parts: readonly (readonly string[])[],
): Promise<Archive> {
  const staging = new Staging(bucket, 'build');
  const separator = format === 'json' ? ',\n' : '\n';
  const members: ArchiveMember[] = [];
  const content: ContentPart[] = [];
  for (const [index, documents] of parts.entries()) {
    const staged =
      format === 'split'
        ? await pack(staging, exportId, index, documents)
        : await segments(staging, exportId, String(index), documents.join(separator));
    const [first] = members;
    if (staged.kind === 'file' && first?.kind === 'file')
      first.parts.push({ kind: 'literal', plain: Buffer.from(separator).toString('base64') }, ...staged.parts);
    else members.push(staged);
    content.push({
      segments:
        staged.kind === 'file'
          ? staged.parts.flatMap((part) => (part.kind === 'segment' ? [part.segment.key] : []))
          : [],
      members: staged.kind === 'packed' ? 1 : 0,
      documents: documents.length,
      annotations: 0,
      pages: documents.length,
      bytes: 0,
      beginsInside: false,
      endsInside: false,
    });
  }
  // what a delta has beside its data: no reader of documents may take it for some
  for (const [name, text] of [
    ['removed.ndjson', '{"taskId":"t99","assetId":"a99","externalId":"99.png","reason":"deleted"}\n'],
    ['manifest.json', '{}\n'],
    ['quarantine.ndjson', '{"taskId":"t98"}\n'],
  ] as const)
    members.push({ ...(await segments(staging, exportId, name, text)), name });
  const archiveContent: ArchiveContent = {
    version: 1,
    type: 'task',
    format,
    separator,
    ontology: { tools: [{ title: 'Car', tool: 'bounding-box' }], classifications: [], relations: [] },
    parts: content,
  };
  const descriptor = { version: 1 as const, members, content: archiveContent };
  const body = Buffer.from(JSON.stringify(descriptor));
  const tasks = parts.flat().length;
  return {
    descriptor: { key: await staging.putObject(exportId, 'descriptor', body), bytes: body.length },
    fileName: 'Street-task-export.zip',
    bytes: describeArchive(descriptor).bytes,
    reconciliation: { selected: tasks, exported: tasks, quarantined: 0, empty: 0 },
    annotations: tasks,
  };
}

async function segments(
  staging: Staging,
  exportId: string,
  object: string,
  text: string,
): Promise<Extract<ArchiveMember, { kind: 'file' }>> {
  const file = new SegmentedFile(staging, exportId, `data/${object}`);
  await file.write(Buffer.from(text));
  return {
    kind: 'file',
    name: 'data.json',
    parts: (await file.finish()).map((segment) => ({ kind: 'segment', segment })),
  };
}

async function pack(
  staging: Staging,
  exportId: string,
  index: number,
  documents: readonly string[],
): Promise<ArchiveMember> {
  const stored: Buffer[] = [];
  const writer = new PackedEntriesWriter((bytes) => void stored.push(bytes));
  for (const [n, text] of documents.entries()) await writer.add(`${index}-${n}.json`, Buffer.from(text));
  const { entries, packed, directory } = writer.finish();
  return { kind: 'packed', entries, ...(await staging.putPack(exportId, `data/${index}`, stored, packed, directory)) };
}
