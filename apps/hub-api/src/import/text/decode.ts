import { BrokenSource } from '../source/source-file.js';

/** Bytes as UTF-8 text, without a byte order mark. Throws BrokenSource where they are none, instead of losing any. */
export async function* decode(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = 1;
  const text = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new BrokenSource(lines, 'not UTF-8 text at or soon after this line');
    }
  };
  for await (const chunk of chunks) {
    const piece = text(chunk);
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) lines++;
    if (piece !== '') yield piece;
  }
  const last = text();
  if (last !== '') yield last;
}
