import type { ArchiveMember, Segment } from '@hub/archive';

/** Where a slice's documents go. One document at a time: `begin`, any number of `write`, `end`. */
export interface DocumentSink {
  /** `fileName` is used where each document has a file of its own. */
  begin(fileName: string): Promise<void>;
  /** The buffer must not be changed afterwards. */
  write(chunk: Buffer): Promise<void>;
  end(): Promise<void>;
  finish(): Promise<SinkResult>;
}

export interface SinkResult {
  readonly segments: Segment[];
  readonly members: ArchiveMember[];
  /** Plain bytes, separators included. */
  readonly plainBytes: number;
}
