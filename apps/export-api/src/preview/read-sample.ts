import type { OutlineRow, TaskFacts, TaskSelector } from '@hub/annotation-store';
import type { Include, Snapshot } from '@hub/event-contracts';
import { splitFileName, type ExportFormatWriter } from '@hub/formats';
import type { PreviewSource } from './preview-source.js';
import { SampleWriter, type Sample } from './sample.js';
import { sampleBytes, type Spot } from './sample-spots.js';
import { sampleVideo } from './sample-video.js';

type SampledSource = Pick<PreviewSource, 'outline' | 'tasks' | 'videoDocument' | 'keyFrames' | 'issues'>;

export interface SampledSelection {
  readonly selector: TaskSelector;
  readonly include: Include;
  readonly format: ExportFormatWriter;
}

/** A larger document is not read: it would have to be held. */
const largestBytes = 4 * 1024 * 1024;

/**
 * Reads some of the tasks that can be written, at each spot. Ends early when `isLate`, with what it has. Memory: one
 * document.
 */
export async function readSample(
  source: SampledSource,
  selection: SampledSelection,
  spots: readonly Spot[],
  isLate: () => boolean,
): Promise<Sample> {
  const writer = new SampleWriter(selection.format);
  for (const spot of spots) {
    if (isLate()) break;
    await readSpot(source, selection, await chosen(source, selection, spot), spot.bytes, writer);
  }
  return writer.finish();
}

/** Neighbouring tasks that are not too large, up to the spot's share of text. */
async function chosen(
  source: SampledSource,
  { selector, include }: SampledSelection,
  spot: Spot,
): Promise<OutlineRow[]> {
  const rows: OutlineRow[] = [];
  let [bytes, open] = [0, true];
  // read to its end: a result that is left early costs its connection
  for await (const row of source.outline(selector, include, { from: spot.from, to: spot.to })) {
    const fits = row.video || row.bytes <= largestBytes;
    if (open && fits) {
      rows.push(row);
      bytes += row.bytes;
    }
    open &&= bytes < spot.bytes && (fits || rows.length === 0);
  }
  return rows;
}

async function readSpot(
  source: SampledSource,
  { selector, include }: SampledSelection,
  rows: readonly OutlineRow[],
  bytes: number,
  writer: SampleWriter,
): Promise<void> {
  const texts = new Map(rows.filter(({ video }) => !video).map((row) => [row.seq, row.bytes]));
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return;
  if (texts.size > 0)
    for await (const row of source.tasks(selector, include, { from: first.seq, to: last.seq })) {
      const estimated = texts.get(row.seq);
      if (estimated === undefined) continue;
      if (!row.unwritable) await writer.add({ estimated, text: row.document, fileName: () => fileNameOf(row) });
    }
  const videos = rows.filter(({ video }) => video);
  for (const { seq, bytes: estimated } of videos) {
    const document = await source.videoDocument(selector, include, seq);
    if (document.unwritable) continue;
    const { text, plain } = await sampleVideo(source, document, include, bytes / videos.length);
    await writer.add({ estimated, text, plain, fileName: () => fileNameOf(document) });
  }
}

/** The first issues of the project. */
export async function readIssues(
  source: SampledSource,
  { projectId, snapshot }: { projectId: string; snapshot: Snapshot },
  format: ExportFormatWriter,
): Promise<Sample> {
  const writer = new SampleWriter(format);
  let bytes = 0;
  for await (const { issueId, document } of source.issues(projectId, snapshot)) {
    await writer.add({ estimated: document.length, text: document, fileName: () => splitFileName(null, issueId) });
    bytes += document.length;
    if (bytes >= sampleBytes) break;
  }
  return writer.finish();
}

const fileNameOf = ({ externalId, assetId }: Pick<TaskFacts, 'externalId' | 'assetId'>): string =>
  splitFileName(externalId, assetId);
