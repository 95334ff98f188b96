import type { Sums } from '../checksums/byte-sums.js';

/** Bytes of the archive in one run, known or by reference. */
export type Piece =
  | { readonly kind: 'bytes'; readonly bytes: number; readonly content: Buffer }
  /** A blob as it is stored. */
  | { readonly kind: 'blob'; readonly bytes: number; readonly key: string; readonly sums: Sums }
  /** Directory records of packed entries, to be moved by `base`; `wide` puts their offsets into zip64 extras. */
  | {
      readonly kind: 'directory';
      readonly bytes: number;
      readonly key: string;
      readonly storedBytes: number;
      readonly storedCrc32: number;
      readonly entries: number;
      readonly base: number;
      readonly wide: boolean;
    };

export const known = (content: Buffer): Piece => ({ kind: 'bytes', bytes: content.length, content });
