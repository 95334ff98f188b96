/** A file to import: its name (with folders, `/` between) and its bytes. */
export interface SourceFile {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** The file cannot be read further: what came before this place stands. `line` counts from 1. */
export class BrokenSource extends Error {
  override readonly name = 'BrokenSource';
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** File name without folders. */
export const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** Folder a file lies in, without those above it; empty when there is none. */
export const folderName = (name: string): string => name.split('/').at(-2) ?? '';

/** File name without folders and extension. */
export const stemOf = (name: string): string => baseName(name).replace(/\.[^.]*$/, '');
