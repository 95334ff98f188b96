import type { ConverterName } from '@hub/event-contracts';
import type { z } from 'zod';
import type { Carries } from './fidelity.js';
import type { Losses } from './losses.js';

type Member = Readonly<Record<string, unknown>>;

/** The category schema at the snapshot (spec 1). */
export interface Ontology {
  readonly tools: readonly Member[];
  readonly classifications: readonly Member[];
  readonly relations: readonly Member[];
}

export interface ConverterContext<Options> {
  readonly projectName: string;
  /** What the file or files may be called: the archive's name, without extension. */
  readonly baseName: string;
  readonly ontology: Ontology;
  readonly options: Options;
}

/**
 * A converter turns exported documents into files. It works slice by slice, one after the other, with flat memory: a
 * slice goes on from the state that the one before ended in, and the text that all slices append to a stream, joined in
 * order, is the middle of a file. `State` and `Options` are plain JSON. The same documents give the same bytes, however
 * they were cut into slices.
 */
export interface Converter<Options = unknown, State = unknown> {
  readonly name: ConverterName;
  /** For people: `YOLO segmentation`. */
  readonly title: string;
  /** What the person who exports may set; unknown keys are refused. Parsing `{}` gives the defaults. */
  readonly options: z.ZodType<Options>;
  readonly state: z.ZodType<State>;
  /** Before the first document. */
  readonly start: State;
  /** What it can keep of annotations, known before it runs. */
  readonly carries: Carries;
  /** The streams it appends to, each with what stands between two members. */
  readonly streams: Readonly<Record<string, string>>;
  open(context: ConverterContext<Options>, state: State, output: ConverterOutput): ConverterRun<State>;
  /** The files that are complete only at the end, in the order they stand in the archive: the first one is its main file. */
  conclude(context: ConverterContext<Options>, state: State): readonly FinalFile[];
}

/** One slice. */
export interface ConverterRun<State> {
  readonly losses: Losses;
  /** Bytes of documents, cut anywhere. */
  push(chunk: Buffer): Promise<void>;
  /** After the last bytes. */
  finish(): Promise<void>;
  /** Where the next slice goes on. */
  state(): State;
  /** Annotations that were written. */
  readonly annotations: number;
}

/** Where a slice writes to. A promise is to be waited for: the store is slower. */
export interface ConverterOutput {
  /** Adds a member to a stream that all slices share. */
  append(stream: string, member: string): Promise<void> | void;
  /** A whole small file, at most a few MiB. */
  file(wish: FileWish, body: Buffer | string): Promise<void> | void;
  /** A file of any size, written bit by bit; one at a time, and ended in the slice that began it. */
  large(wish: FileWish): Promise<LargeFile>;
}

export interface LargeFile {
  write(bytes: Buffer | string): Promise<void>;
  end(): Promise<void>;
}

/**
 * The name a file would like to have. Where another task has it (external ids need not be unique, and `A` is `a` on many
 * disks), the file gets `<stem>-<taskId>`, so no task ever overwrites the file of another one.
 */
export interface FileWish {
  /** `labels/`: never empty, so that no task's file takes the name of a final one. Made of safe names by the converter. */
  readonly folder: string;
  /** Any text: an external id without its extension. It is made safe. */
  readonly stem: string;
  /** `.txt`. */
  readonly extension: string;
  readonly taskId: string;
  /** Of an asset with several pages or frames: appended to the stem as `-000042`. */
  readonly page?: number;
  /** A member of a stream that names the file as it came out. */
  readonly listed?: { readonly stream: string; readonly member: (name: string) => string };
}

export type FilePiece =
  | { readonly text: string }
  /** All members of a stream, in order. */
  | { readonly stream: string };

export interface FinalFile {
  /** In the archive, with its folders: `data.yaml`. */
  readonly name: string;
  readonly pieces: readonly FilePiece[];
}
