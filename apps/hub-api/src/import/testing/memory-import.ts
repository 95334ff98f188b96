import type { NewTask, NewTrack } from '@hub/annotation-store';
import { isObject, listOf, type JsonObject } from '@hub/annotations';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { ProjectClasses } from '../classes/project-classes.js';
import type { ImportFormat, RecordSink, StagedRecord } from '../import-format.js';
import type { SetAside } from '../import-tally.js';
import { folderFiles } from '../source/folder-files.js';
import { JsonText, parseLooseJson } from '../text/loose-json.js';
import { BrokenSource, type SourceFile } from '../source/source-file.js';

export const demoFolder = join(__dirname, '../../../../../demo');
export const demoFiles = (folder: string): AsyncIterable<SourceFile> => folderFiles(join(demoFolder, folder));
export const demoFile = (path: string): SourceFile => ({
  name: path,
  chunks: createReadStream(join(demoFolder, path)),
});

/** A file of this text, in pieces of a few bytes, so that characters and records are cut. */
export function textFile(name: string, text: string, pieceBytes = 7): SourceFile {
  const bytes = Buffer.from(text);
  const chunks = async function* (): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  };
  return { name, chunks: chunks() };
}

export interface MemoryImport {
  readonly tasks: NewTask[];
  readonly setAside: SetAside[];
  readonly read: number;
  readonly classes: ProjectClasses;
}

/** Reads and assembles without a database, for specs of formats. */
export async function importInMemory(
  format: ImportFormat,
  files: AsyncIterable<SourceFile> | Iterable<SourceFile>,
): Promise<MemoryImport> {
  const reader = format.open();
  const classes = new ProjectClasses({ tools: [], classifications: [], relations: [] });
  const assets = new Map<string, { identity: string; assets: StagedRecord[]; keys: Set<string> }>();
  const parts: { key: string; track: number | undefined; record: StagedRecord }[] = [];
  const setAside: SetAside[] = [];
  let [number, read] = [0, 0];
  for await (const file of files) {
    const record = (place: string, kind: string | null, body: unknown): StagedRecord => ({
      file: sink.file,
      fileName: file.name,
      place,
      kind,
      body: parseLooseJson(body instanceof JsonText ? body.text : JSON.stringify(body)),
    });
    const sink: RecordSink = {
      file: number++,
      async asset(key, identity, place, body) {
        read++;
        const known = assets.get(identity);
        const own = known && !known.assets.some((asset) => asset.file === sink.file) ? known : undefined;
        const entry = own ?? { identity, assets: [], keys: new Set<string>() };
        entry.assets.push(record(place, null, body));
        entry.keys.add(key);
        assets.set(own || !known ? identity : `${identity} ${key}`, entry);
      },
      async part(key, kind, place, body, track) {
        read++;
        parts.push({ key, track, record: record(place, kind, body) });
      },
      async refuse(place, kind, reason) {
        read++;
        setAside.push({ file: file.name, place, kind, reason });
      },
    };
    try {
      await reader.read(file, sink);
    } catch (error) {
      if (!(error instanceof BrokenSource)) throw error;
      await sink.refuse(`line ${error.line}`, 'broken-file', error.message);
    }
  }
  const index = new Map<string, typeof parts>();
  for (const part of parts) index.set(part.key, [...(index.get(part.key) ?? []), part]);
  const refuse = ({ fileName, place }: StagedRecord, kind: string, reason: string): void =>
    void setAside.push({ file: fileName, place, kind, reason });
  const tasks: NewTask[] = [];
  for (const { keys, ...asset } of assets.values()) {
    const own = [...keys].flatMap((key) => index.get(key) ?? []);
    const whole = { ...asset, parts: own.filter(({ track }) => track === undefined).map(({ record }) => record) };
    const task = reader.assemble(whole, { classes, refuse });
    if (!task) continue;
    const tracked = own.filter(({ track }) => track !== undefined).sort((a, b) => a.track! - b.track!);
    const records = async function* () {
      for (const { record } of tracked) yield record;
    };
    const tools = tracked.length > 0 ? await toolsOfTracks(reader.tracks!(whole, records(), { classes, refuse })) : [];
    tasks.push(tools.length > 0 ? { ...task, answer: { ...task.answer!, tools } } : task);
  }
  reader.declareUnused?.(classes);
  return { tasks, setAside, read, classes };
}

/** An entry for each key frame, as an answer has them. */
async function toolsOfTracks(tracks: AsyncIterable<NewTrack>): Promise<JsonObject[]> {
  const tools: JsonObject[] = [];
  for await (const { geometry, objectId, schemaId, title, keyFrames } of tracks)
    for await (const { frame, shape, classifications = [], extra, stopped } of keyFrames)
      tools.push({
        [geometry]: shape,
        ...{ objectId, schemaId, title, classifications, page: frame },
        ...(stopped && { interpolationStopped: true }),
        ...extra,
      });
  return tools;
}

export const toolsOf = (tasks: readonly NewTask[]): JsonObject[] =>
  tasks.flatMap((task) => listOf(task.answer?.tools).filter(isObject));
export const classificationsOf = (tasks: readonly NewTask[]): JsonObject[] =>
  tasks.flatMap((task) => listOf(task.answer?.classifications).filter(isObject));
export const relationsOf = (tasks: readonly NewTask[]): JsonObject[] =>
  tasks.flatMap((task) => listOf(task.answer?.relations).filter(isObject));
/** How often each value. */
export function tally(values: Iterable<unknown>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}
