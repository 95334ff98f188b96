import type { ArchiveMember, FileEntry, Segment } from '@hub/archive';
import { dataFileName, type ExportFormatWriter, type NamedExport } from '@hub/formats';
import type { BuiltParts } from './built-parts.js';
import { describeFile, type ManifestFile } from './manifest.js';
import { quarantineFileName } from './quarantine.js';
import { removedFileName } from './removed.js';

/** The files of an archive around its manifest, which is written when they are known. */
export interface ArchiveMembers {
  /** Data first (clients read only the first entry); then, of a delta, what it takes away. */
  readonly before: readonly ArchiveMember[];
  /** The quarantine, if there is any. */
  readonly after: readonly FileEntry[];
  /** What the manifest says of them; the documents of a split export are only counted. */
  readonly files: readonly ManifestFile[];
  readonly documents: { readonly files: number; readonly bytes: number } | null;
}

/** `delta`: the archive says what is gone, even when that is nothing. */
export function archiveMembers(built: BuiltParts, format: ExportFormatWriter, delta: boolean): ArchiveMembers {
  const removed = delta ? [segmentsFile(removedFileName, built.removed)] : [];
  const after = built.quarantine.length > 0 ? [segmentsFile(quarantineFileName, built.quarantine)] : [];
  const documents = format.layout === 'file-per-document' ? countDocuments(built) : null;
  const data = documents && documents.files > 0 ? [] : built.data.filter(isFile);
  return {
    before: [...built.data, ...removed],
    after,
    files: [...data, ...removed, ...after].map(describeFile),
    documents,
  };
}

/**
 * Name of the file that holds all documents. Where each has a file of its own, it is that of the empty one which opens
 * an archive without documents: clients read the first entry whatever it is, and a manifest is none of theirs.
 */
export const nameOfData = (named: NamedExport, format: ExportFormatWriter): string =>
  dataFileName(named, format.layout === 'one-file' ? format : { ...format, extension: 'ndjson' });

export const segmentsFile = (name: string, segments: readonly Segment[]): FileEntry => ({
  kind: 'file',
  name,
  parts: segments.map((segment) => ({ kind: 'segment', segment })),
});

const isFile = (member: ArchiveMember): member is FileEntry => member.kind === 'file';

const countDocuments = ({ tally, content }: BuiltParts): { files: number; bytes: number } => ({
  files: tally.exported + tally.empty,
  bytes: content.reduce((sum, part) => sum + part.bytes, 0),
});
