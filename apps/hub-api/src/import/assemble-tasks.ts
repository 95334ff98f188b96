import type { ProjectClasses } from './classes/project-classes.js';
import type { Assembly, StagedAsset, StagedRecord } from './import-format.js';
import type { ImportTally } from './import-tally.js';
import type { Placement } from './import-wish.js';
import type { ReaderSet } from './read-files.js';
import type { StagedEntry, Staging } from './staging/staging.js';
import { StreamedTracks } from './streamed-tracks.js';
import type { Draft, WriteTasks } from './write-tasks.js';

/** Tasks of a transaction, and staged characters they are made of: whichever comes first. */
const batchTasks = 250;
const batchSize = 512 * 1024;

export interface AssemblyLine {
  readonly staging: Staging;
  readonly readers: ReaderSet;
  readonly classes: ProjectClasses;
  readonly tally: ImportTally;
  readonly writer: WriteTasks;
  readonly place: (n: number) => Placement;
  /** Tasks an earlier run of the same import has made. */
  readonly skip: number;
}

/** Makes tasks of the staged records and writes them batch by batch. Returns how many there are in all. */
export async function assembleTasks(line: AssemblyLine): Promise<number> {
  const { staging, readers, tally, writer, place, skip } = line;
  for await (const { record, reason } of staging.unplaced()) {
    const text = reason === 'no-asset' ? 'no file has the asset this belongs to' : 'its id stands earlier in the file';
    tally.refuse({ file: record.fileName, place: record.place, kind: reason, reason: text });
  }
  let [n, size] = [0, 0];
  let drafts: Draft[] = [];
  const flush = async (): Promise<void> => {
    if (drafts.length > 0) await writer.write(drafts);
    drafts = [];
    size = 0;
  };
  for await (const entry of staging.assets()) {
    const { asset } = entry;
    const made = assemble(asset, (assembly) => readers.named(entry.format).assemble(asset, assembly), line);
    const tracks = tracksOf(entry, line);
    if (!made) await tracks?.refuseAll('bad-asset', 'its asset cannot be imported');
    if (!made) continue;
    if (n < skip) {
      await tracks?.runThrough();
      tally.madeBefore++;
      tally.imported += made.records.length + (tracks?.imported ?? 0);
      n++;
      continue;
    }
    const placement = place(n);
    const previous = drafts.at(-1)?.placement;
    if (previous && (tracks || !samePlace(previous, placement))) await flush();
    drafts.push({ ...made, tracks, placement, n: n++ });
    size += entry.size;
    if (tracks || drafts.length >= batchTasks || size >= batchSize) await flush();
  }
  await flush();
  return n;
}

function tracksOf(entry: StagedEntry, { staging, readers, classes, tally }: AssemblyLine): StreamedTracks | null {
  if (entry.tracked === 0) return null;
  const reader = readers.named(entry.format);
  return new StreamedTracks(
    { count: entry.tracked, records: () => staging.tracked(entry.n) },
    (records, assembly) => {
      if (!reader.tracks) throw new Error(`${entry.format} staged tracks but reads none`);
      return reader.tracks(entry.asset, records, assembly);
    },
    classes,
    tally,
  );
}

/** The task and the records that went into it; those set aside are told. Null: the whole asset was set aside. */
function assemble(
  asset: StagedAsset,
  make: (assembly: Assembly) => ReturnType<ReturnType<ReaderSet['named']>['assemble']>,
  { classes, tally }: AssemblyLine,
): Pick<Draft, 'task' | 'records'> | null {
  const refused = new Set<StagedRecord>();
  const refuse = (record: StagedRecord, kind: string, reason: string): void => {
    if (refused.has(record)) return;
    refused.add(record);
    tally.refuse({ file: record.fileName, place: record.place, kind, reason });
  };
  const all = [...asset.assets, ...asset.parts];
  const task = make({ classes, refuse });
  if (task) return { task, records: all.filter((record) => !refused.has(record)) };
  for (const record of all) refuse(record, 'bad-asset', 'its asset cannot be imported');
  return null;
}

const samePlace = (a: Placement, b: Placement): boolean =>
  a.stageId === b.stageId && a.batches.join('\n') === b.batches.join('\n');
