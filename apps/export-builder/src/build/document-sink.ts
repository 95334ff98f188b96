import type { ArchiveMember, Segment } from '@hub/archive';

/**
 * Where a slice's documents go, one at a time: `put` a whole one, or `begin`, any number of `write`, `end`. `fileName` is
 * asked for only where each document has a file of its own. Buffers must not be changed afterwards.
 */
export interface DocumentSink {
  /** Returns nothing when there is nothing to wait for: this is the hot path. */
  put(fileName: () => string, document: Buffer): Promise<void> | void;
  begin(fileName: () => string): Promise<void>;
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
