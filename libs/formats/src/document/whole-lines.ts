const lineFeed = 0x0a;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Longer lines are not kept whole, give or take a chunk. */
export const longestLine = 256 * 1024;

/** A line that holds one document and nothing else, or bytes that have to be looked at one by one. */
export type Piece =
  | { readonly kind: 'document'; readonly json: string; readonly bytes: Buffer }
  | { readonly kind: 'bytes'; readonly bytes: Buffer };

/**
 * Cuts exported text, in which a document is mostly a line of its own, into such lines. Whether a line is really one
 * document is for its reader to find out: it begins and ends like one. Everything else is passed on as bytes, in order.
 * Memory: one line of `longestLine`.
 */
export class WholeLines {
  private begun: Buffer[] = [];
  private begunBytes = 0;

  /** `between`: asked before each piece, whether its first byte stands between documents. */
  *push(chunk: Buffer, between: () => boolean): Generator<Piece> {
    let at = 0;
    while (at < chunk.length) {
      const feed = chunk.indexOf(lineFeed, at);
      const end = feed < 0 ? chunk.length : feed + 1;
      if (this.begunBytes === 0 && !between()) {
        yield { kind: 'bytes', bytes: chunk.subarray(at, end) };
        at = end;
        continue;
      }
      this.begun.push(chunk.subarray(at, end));
      this.begunBytes += end - at;
      at = end;
      if (feed >= 0 || this.begunBytes > longestLine) yield this.take(feed >= 0);
    }
    // the chunk may be used again by who gave it
    if (this.begunBytes > 0) this.begun = [Buffer.concat(this.begun, this.begunBytes)];
  }

  /** What is left without a line feed. */
  *finish(): Generator<Piece> {
    if (this.begunBytes > 0) yield this.take(true);
  }

  private take(whole: boolean): Piece {
    const bytes = this.begun.length === 1 ? (this.begun[0] as Buffer) : Buffer.concat(this.begun, this.begunBytes);
    this.begun = [];
    this.begunBytes = 0;
    const first = whole ? bytes.indexOf(openBrace) : -1;
    const last = first >= 0 ? bytes.lastIndexOf(closeBrace) : -1;
    // separators of ours are no longer; anything else is not one document
    if (first < 0 || first > 2 || last < 0 || bytes.length - last > 4) return { kind: 'bytes', bytes };
    return { kind: 'document', json: bytes.toString('utf8', first, last + 1), bytes };
  }
}
