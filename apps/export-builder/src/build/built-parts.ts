import type { ArchiveMember, Segment } from '@hub/archive';
import { joinParts, type ContentPart, type ExportFormatWriter } from '@hub/formats';
import type { SliceResult } from './slice-result.js';
import { Tally, type TallyValues } from './tally.js';

/** All slices joined, by reference. */
export interface BuiltParts {
  /** The data file or files, in order. */
  readonly data: readonly ArchiveMember[];
  readonly quarantine: readonly Segment[];
  readonly content: readonly ContentPart[];
  readonly tally: TallyValues;
  /** Large videos whose stretches do not add up to what their tracks hold. */
  readonly incomplete: readonly { seq: number; entries: number; expectedEntries: number }[];
}

/** Joins the results of all slices, given in order. Holds references only: some hundred bytes a slice. */
export async function joinSlices(
  results: AsyncIterable<SliceResult>,
  format: ExportFormatWriter,
  dataFile: string,
): Promise<BuiltParts> {
  const tally = new Tally();
  const slices: { segments: readonly Segment[]; beginsInside: boolean }[] = [];
  const files: ArchiveMember[] = [];
  const quarantine: Segment[] = [];
  const content: ContentPart[] = [];
  const entries = new Map<number, { seq: number; entries: number; expectedEntries: number }>();
  for await (const result of results) {
    tally.add(result.tally);
    quarantine.push(...result.quarantine);
    content.push(contentOf(result));
    slices.push({ segments: result.segments, beginsInside: result.stretch?.beginsInside ?? false });
    if (format.layout === 'file-per-document') addFiles(files, result);
    if (result.stretch) {
      const { seq, expectedEntries } = result.stretch;
      entries.set(seq, { seq, expectedEntries, entries: (entries.get(seq)?.entries ?? 0) + result.stretch.entries });
    }
  }
  return {
    data: format.layout === 'one-file' ? [{ kind: 'file', name: dataFile, parts: joinParts(format, slices) }] : files,
    quarantine,
    content,
    tally: tally.values(),
    incomplete: [...entries.values()].filter((video) => video.entries !== video.expectedEntries),
  };
}

/** A large video is one file, whose stretches follow one another. */
function addFiles(files: ArchiveMember[], { members, segments, stretch }: SliceResult): void {
  files.push(...members);
  if (!stretch) return;
  const parts = segments.map((segment) => ({ kind: 'segment' as const, segment }));
  const last = files.at(-1);
  if (stretch.beginsInside && last?.kind === 'file') last.parts.push(...parts);
  else files.push({ kind: 'file', name: stretch.fileName, parts });
}

function contentOf({ segments, members, tally, plainBytes, stretch }: SliceResult): ContentPart {
  return {
    segments: segments.map((segment) => segment.key),
    members: members.length + (stretch && members.length === 0 && !stretch.beginsInside ? 1 : 0),
    documents: tally.exported + tally.empty,
    annotations: tally.annotations,
    pages: tally.pages,
    bytes: plainBytes,
    beginsInside: stretch?.beginsInside ?? false,
    endsInside: stretch?.endsInside ?? false,
  };
}
