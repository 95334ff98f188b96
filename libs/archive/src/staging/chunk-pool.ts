import { chunkBytes } from '../segments/segment-writer.js';

/** What a few slices use at a time; what is given back beyond that is left to the garbage collector. */
const mostKept = 32;
const kept: Buffer[] = [];

/**
 * Buffers of one deflate chunk, used again and again: made anew for each chunk they would pile up as garbage outside the
 * heap (some 60 MiB) before the collector notices. What is taken holds old bytes.
 */
export const chunkPool = {
  take: (): Buffer => kept.pop() ?? Buffer.allocUnsafeSlow(chunkBytes),
  /** Only when nobody reads them any more. */
  giveBack: (chunks: readonly Buffer[]): void => {
    for (const chunk of chunks) if (kept.length < mostKept) kept.push(chunk);
  },
};
