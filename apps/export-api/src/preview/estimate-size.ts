import type { ExportFormat, Include } from '@hub/event-contracts';
import type { ExportFormatWriter } from '@hub/formats';
import { median } from './median.js';
import { directoryRecordBytes, localHeaderBytes, type Sample } from './sample.js';

export interface SizedContent {
  readonly tasks: number;
  readonly unwritable: number;
  /** What the store estimates their text to be. */
  readonly bytes: number;
  /** Of a delta: tasks that are no longer there. */
  readonly removed: number;
  /** Bytes of what the manifest repeats of the request, compressed. */
  readonly described: number;
}

export interface ExportSize {
  /** Of the data file, or of all of them. */
  readonly bytes: number;
  /** Of the zip. */
  readonly archiveBytes: number;
}

/** Stored bytes per plain byte where nothing better is known: between boxes (0.05) and captions (0.3). */
export const usualRatio = 0.12;
/** What is the same in every archive, compressed: the manifest's frame and the zip's records. */
const frameBytes = 1100;
/** Of a file's name, where none was seen. */
const usualNameBytes = 60;
/** Compressed, of a line of quarantine.ndjson and of removed.ndjson. */
const quarantineLineBytes = 90;
const removedLineBytes = 45;

/**
 * The sizes of an export from what the store counted and what a sample of it turned out to be. `earlierRatio` is that
 * of earlier exports, used where nothing could be sampled; null when there are none.
 */
export function estimateSize(
  { tasks, unwritable, bytes, removed, described }: SizedContent,
  {
    layout,
    head,
    separator,
    tail,
    empty,
  }: Pick<ExportFormatWriter, 'layout' | 'head' | 'separator' | 'tail' | 'empty'>,
  sample: Sample,
  earlierRatio: number | null,
): ExportSize {
  const written = Math.max(0, tasks - unwritable);
  const correction = sample.estimated > 0 ? sample.plain / sample.estimated : 1;
  const text = written === 0 ? 0 : bytes * correction;
  const framing = written === 0 ? empty.length : head.length + tail.length + separator.length * (written - 1);
  const plain = layout === 'one-file' ? text + framing : text;
  const ratio = sample.read > 0 ? sample.stored / sample.read : (earlierRatio ?? usualRatio);
  const files = layout === 'one-file' ? 1 : written;
  const nameBytes = sample.files > 0 ? sample.nameBytes / sample.files : usualNameBytes;
  const records = files * (localHeaderBytes + directoryRecordBytes + 2 * nameBytes);
  const lists = unwritable * quarantineLineBytes + removed * removedLineBytes;
  return {
    bytes: Math.round(plain),
    archiveBytes: Math.round(plain * ratio + records + lists + frameBytes + described),
  };
}

/** What an earlier export became. */
export interface EarlierSize {
  readonly format: ExportFormat;
  readonly include: Include;
  /** Of its data file, before compression. */
  readonly bytes: number;
  readonly archiveBytes: number;
}

/** Stored per plain byte of earlier exports with the same text; null when there were none. */
export function earlierRatio(
  earlier: readonly EarlierSize[],
  { format, include }: Pick<EarlierSize, 'format' | 'include'>,
): number | null {
  const alike = earlier.filter((one) => one.bytes > 0 && one.format === format && sameToggles(one.include, include));
  return alike.length > 0 ? median(alike.map((one) => one.archiveBytes / one.bytes)) : null;
}

const sameToggles = (a: Include, b: Include): boolean =>
  (Object.keys(a) as (keyof Include)[]).every((toggle) => a[toggle] === b[toggle]);
