import type { NewTask, NewTrack } from '@hub/annotation-store';
import type { ProjectClasses } from './classes/project-classes.js';
import type { FileHead } from './source/peek.js';
import type { SourceFile } from './source/source-file.js';

/**
 * Reading goes in two steps, because a file names its images, labels and annotations in any order and several files may
 * speak of one image: `read` cuts a file into records, which are staged in the database; `assemble` makes one task of
 * the records of one asset. Nothing holds a file; a task's records are held while it is assembled, but for those of the
 * tracks of a video, which stream through `tracks`.
 *
 * A record that cannot be read (no JSON, no image, an unknown category) is set aside with its place. One that can be read
 * but not written by any export (NaN, a null coordinate, key frames out of order, half a surrogate pair) is imported as it
 * is: its task is quarantined by every export, with the object, the path and the reason.
 */
export interface ImportFormat {
  readonly name: string;
  /** Whether the file looks like this format. */
  detect(head: FileHead): boolean;
  /** A reader for one import. It may keep what is small and belongs to a whole file (labels). */
  open(): FormatReader;
}

export interface FormatReader {
  /** Throws BrokenSource where the file cannot be read further. */
  read(file: SourceFile, sink: RecordSink): Promise<void>;
  /** The task of one asset; null when the asset cannot be imported (every record of it is refused then). */
  assemble(asset: StagedAsset, context: Assembly): NewTask | null;
  /**
   * The tracks of a video, in order: `records` are those staged with a track number, by file, track and place in the file.
   */
  tracks?(asset: StagedAsset, records: AsyncIterable<StagedRecord>, context: Assembly): AsyncIterable<NewTrack>;
  /** After the last task: classes that a file declares and no annotation used. */
  declareUnused?(classes: ProjectClasses): void;
}

/** Takes the records of one file. `place` says where a record stands: `line 12`, `annotations[3]`. */
export interface RecordSink {
  /** Number of the file in this import. */
  readonly file: number;
  /** Records of the same key belong to this asset; assets of several files with the same `identity` are one. */
  asset(key: string, identity: string, place: string, body: object): Promise<void>;
  /** A body may be a JsonText. Parts with a track number come to `tracks`, the others to `assemble`. */
  part(key: string, kind: string, place: string, body: unknown, track?: number): Promise<void>;
  /** Sets a record aside. `kind` is a slug that reasons are counted by. */
  refuse(place: string, kind: string, reason: string): Promise<void>;
}

export interface StagedRecord {
  readonly file: number;
  readonly fileName: string;
  readonly place: string;
  /** Null: an asset itself. */
  readonly kind: string | null;
  readonly body: unknown;
}

export interface StagedAsset {
  readonly identity: string;
  /** The asset as each file tells of it, the first one first. */
  readonly assets: readonly StagedRecord[];
  /** Without those of tracks. */
  readonly parts: readonly StagedRecord[];
}

export interface Assembly {
  readonly classes: ProjectClasses;
  refuse(record: StagedRecord, kind: string, reason: string): void;
}
