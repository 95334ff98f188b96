const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** What the scanner finds, in the order of the text. All values are JSON text. */
export interface DocumentListener {
  /** Everything that stands before the tools: the asset and the first keys of its task, closed to be an object. */
  head(json: string): Promise<void> | void;
  tool(json: string): Promise<void> | void;
  /** The task's `classifications` and `relations`; the document ends. */
  end(rest: { classifications: string; relations: string }): Promise<void> | void;
}

type Capture = 'head' | 'tool' | 'classifications' | 'relations' | null;

/**
 * Reads exported documents (spec 3.2, 3.3) from a stream of bytes and hands out their tools one by one, so that a video of
 * any size passes with flat memory. Between documents anything may stand that is not `{`. Stage history is passed over.
 * Relies on `tools` standing before `classifications` and `relations`, as we write them.
 */
export class DocumentScanner {
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** The next string at this depth is a key. */
  private keyExpected = false;
  private readingKey = false;
  private key = '';
  private rootKey = '';
  private inTools = false;
  private capture: Capture = null;
  private captured: Buffer[] = [];
  private rest = { classifications: '[]', relations: '[]' };

  constructor(private readonly listener: DocumentListener) {}

  /** True between documents. */
  get idle(): boolean {
    return this.depth === 0;
  }

  async push(chunk: Buffer): Promise<void> {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (this.inString) {
        i = this.withinString(chunk, i);
        continue;
      }
      switch (byte) {
        case quote:
          if (this.capture === null && this.depth === 3 && this.inTools) from = this.begin('tool', i);
          this.inString = true;
          this.readingKey = this.keyExpected && this.depth <= 2;
          if (this.readingKey) this.key = '';
          break;
        case openBrace:
        case openBracket:
          if (this.depth === 0 && byte === openBrace) from = this.begin('head', i);
          else if (this.depth === 3 && this.inTools && this.capture === null) from = this.begin('tool', i);
          if (this.depth === 1) this.rootKey = this.key;
          if (this.depth === 2 && this.rootKey === 'task') from = await this.openInTask(chunk, from, i, byte);
          this.depth++;
          this.keyExpected = byte === openBrace;
          break;
        case closeBrace:
        case closeBracket:
          this.depth--;
          this.keyExpected = false;
          await this.close(chunk, from, i);
          break;
        case colon:
          this.keyExpected = false;
          break;
        case comma:
          this.keyExpected = true;
          break;
      }
    }
    if (this.capture) this.captured.push(Buffer.from(chunk.subarray(from)));
  }

  /** Goes to the end of the string, or of the chunk. Returns the index of the last byte read. */
  private withinString(chunk: Buffer, start: number): number {
    for (let i = start; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (this.escaped) this.escaped = false;
      else if (byte === backslash) this.escaped = true;
      else if (byte === quote) {
        this.inString = false;
        this.readingKey = false;
        return i;
      }
      // keys of ours are ASCII; any other is merely different
      if (this.readingKey) this.key += String.fromCharCode(byte);
    }
    return chunk.length;
  }

  /** A value of the task begins: the tools end the head, the two other lists are kept whole. */
  private async openInTask(chunk: Buffer, from: number, at: number, byte: number): Promise<number> {
    if (this.key === 'tools' && byte === openBracket && this.capture === 'head') {
      const text = this.taken(chunk, from, at);
      await this.listener.head(`${text.slice(0, text.lastIndexOf('"tools"')).replace(/,\s*$/, '')}}}`);
      this.inTools = true;
    } else if (this.key === 'classifications' || this.key === 'relations') {
      return this.begin(this.key, at);
    }
    return from;
  }

  private async close(chunk: Buffer, from: number, at: number): Promise<void> {
    if (this.capture === 'tool' && this.depth === 3) await this.listener.tool(this.taken(chunk, from, at + 1));
    else if (this.inTools && this.depth === 2) this.inTools = false;
    else if ((this.capture === 'classifications' || this.capture === 'relations') && this.depth === 2) {
      const key = this.capture;
      this.rest[key] = this.taken(chunk, from, at + 1);
    } else if (this.depth === 0) {
      // a document without tools ends while its head is still being read
      if (this.capture === 'head') await this.listener.head(this.taken(chunk, from, at + 1));
      const rest = this.rest;
      this.rest = { classifications: '[]', relations: '[]' };
      this.rootKey = '';
      await this.listener.end(rest);
    }
  }

  private begin(capture: Exclude<Capture, null>, at: number): number {
    this.capture = capture;
    this.captured = [];
    return at;
  }

  private taken(chunk: Buffer, from: number, to: number): string {
    const text = Buffer.concat([...this.captured, chunk.subarray(from, to)]).toString('utf8');
    this.capture = null;
    this.captured = [];
    return text;
  }
}
