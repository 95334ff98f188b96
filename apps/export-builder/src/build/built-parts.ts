import type { ArchiveMember, Segment } from '@hub/archive';
import { joinParts, type ContentPart, type ExportFormatWriter } from '@hub/formats';
import { Completeness, type DoneSlice } from './completeness.js';
import type { SetAside } from './quarantine-policy.js';
import type { SliceResult } from './slice-result.js';
import { Tally, type TallyValues } from './tally.js';

/** All slices joined, by reference. */
export interface BuiltParts {
  /** The data file or files, in order: never none. */
  readonly data: readonly ArchiveMember[];
  readonly quarantine: readonly Segment[];
  readonly firstSetAside: SetAside | null;
  readonly removed: readonly Segment[];
  readonly content: readonly ContentPart[];
  readonly tally: TallyValues;
  /** What the slices had to account for, and did. */
  readonly proof: Completeness;
  /** Large videos whose stretches do not add up to what their tracks hold. */
  readonly incomplete: readonly { seq: number; entries: number; expectedEntries: number }[];
}

/** Joins the results of all slices, given in order, and checks each. Holds references only: some hundred bytes a slice. */
export async function joinSlices(
  slices: AsyncIterable<DoneSlice>,
  format: ExportFormatWriter,
  dataFile: string,
): Promise<BuiltParts> {
  const tally = new Tally();
  const proof = new Completeness();
  const texts: { segments: readonly Segment[]; beginsInside: boolean }[] = [];
  const files: ArchiveMember[] = [];
  const quarantine: Segment[] = [];
  const removed: Segment[] = [];
  let firstSetAside: SetAside | null = null;
  const content: ContentPart[] = [];
  const entries = new Map<number, { seq: number; entries: number; expectedEntries: number }>();
  for await (const slice of slices) {
    proof.add(slice);
    const { result } = slice;
    tally.add(result.tally);
    quarantine.push(...result.quarantine);
    firstSetAside ??= result.firstSetAside;
    removed.push(...result.removed.segments);
    if (slice.input.runs[0]?.kind === 'removed') continue;
    content.push(contentOf(result));
    texts.push({ segments: result.segments, beginsInside: result.stretch?.beginsInside ?? false });
    if (format.layout === 'file-per-document') addFiles(files, result);
    if (result.stretch) {
      const { seq, expectedEntries } = result.stretch;
      entries.set(seq, { seq, expectedEntries, entries: (entries.get(seq)?.entries ?? 0) + result.stretch.entries });
    }
  }
  return {
    data: files.length > 0 ? files : [{ kind: 'file', name: dataFile, parts: joinParts(format, texts) }],
    quarantine,
    firstSetAside,
    removed,
    proof,
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
