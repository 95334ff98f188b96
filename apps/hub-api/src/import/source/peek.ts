import type { SourceFile } from './source-file.js';

/** The first bytes of a file as text, enough to tell its format. */
export interface FileHead {
  readonly name: string;
  readonly text: string;
}

const headBytes = 64 * 1024;

/** Looks at the head of a file; the file given back starts at the beginning again. */
export async function peek(file: SourceFile): Promise<{ head: FileHead; file: SourceFile }> {
  const iterator = file.chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < headBytes) {
    const next = await iterator.next();
    if (next.done) break;
    seen.push(next.value);
    bytes += next.value.length;
  }
  const text = Buffer.concat(seen).subarray(0, headBytes).toString('utf8');
  return { head: { name: file.name, text }, file: { name: file.name, chunks: again(seen, iterator) } };
}

async function* again(seen: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* seen.splice(0);
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
