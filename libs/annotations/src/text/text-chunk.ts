import { mostNumberBytes, writeNumber, writeWhole } from './number-text.js';

/** Many tracks have a handful of entries. */
const firstBytes = 2048;

/** UTF-8 text in a buffer, written from the front: without a string for every piece of it. */
export class TextChunk {
  private bytes = Buffer.allocUnsafe(firstBytes);
  private end = 0;

  /** `size`: how much is gathered before it is `full`. */
  constructor(private readonly size: number) {}

  get full(): boolean {
    return this.end >= this.size;
  }

  /** Any text, for what is written once. */
  string(text: string): void {
    this.reserve(3 * text.length, 0);
    this.end += this.bytes.write(text, this.end);
  }

  /** Room for what the writes below will take: they look no more. `numbers` are counted beside `bytes` of text. */
  reserve(bytes: number, numbers: number): void {
    const needed = this.end + bytes + numbers * mostNumberBytes;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }

  text(text: Buffer): void {
    this.bytes.set(text, this.end);
    this.end += text.length;
  }

  number(value: number): void {
    this.end = writeNumber(this.bytes, this.end, value);
  }

  whole(value: number): void {
    this.end = writeWhole(this.bytes, this.end, value);
  }

  /** What was written since the last call. The bytes are the caller's. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.end));
    this.end = 0;
    return taken;
  }
}
