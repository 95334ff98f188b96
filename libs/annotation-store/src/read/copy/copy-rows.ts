import { CopyRow } from './copy-row.js';

/** Codes of the messages that a COPY to the client is made of. Source: Postgres, "Message Formats". */
const copyData = 0x64; // d
const copyOutResponse = 0x48; // H
/** What may come at any time and ends nothing: NoticeResponse, ParameterStatus, NotificationResponse. */
const interspersed = new Set([0x4e, 0x53, 0x41]);

/** Code and length stand before each message; the length counts itself. */
const headBytes = 5;
const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/**
 * Reads the rows of a binary COPY out of the bytes of a connection, cut anywhere: `push` what came, then `next` until it
 * says no. The server sends one message per row. A row that spans two chunks is joined, and nothing else is copied.
 * Sources: Postgres, "COPY Operations" and "COPY", section "Binary Format".
 */
export class CopyRows extends CopyRow {
  private chunk: Buffer = Buffer.alloc(0);
  private at = 0;
  /** A message that began in an earlier chunk: its bytes so far in a buffer of its whole size, or its head alone. */
  private partial: { bytes: Buffer; filled: number } | null = null;
  private headerRead = false;
  private trailerRead = false;
  /** Rows so far. */
  count = 0;
  /** Set when a message came that is not the COPY's: it and all after it belong to the client. */
  rest: Buffer | null = null;

  /** `onOther` gets whole messages that came in between. */
  constructor(private readonly onOther: (message: Buffer) => void = () => undefined) {
    super();
  }

  /** Only when `next` said no. The bytes are read in place: they have to stay until it says so again. */
  push(chunk: Buffer): void {
    this.chunk = chunk;
    this.at = 0;
  }

  /** Moves to the next whole row. */
  next(): boolean {
    while (this.rest === null) {
      if (this.partial && !this.fill(this.partial)) return false;
      if (this.partial) {
        const { bytes } = this.partial;
        this.partial = null;
        if (this.read(bytes, 0, bytes.length)) return true;
        continue;
      }
      const [from, left] = [this.at, this.chunk.length - this.at];
      if (left === 0) return false;
      const end = left < headBytes ? Infinity : from + 1 + this.chunk.readUInt32BE(from + 1);
      if (!this.isOurs(this.chunk[from]!)) {
        this.rest = this.chunk.subarray(from);
        return false;
      }
      if (end > this.chunk.length) {
        this.begin(this.chunk.subarray(from), end - from);
        return false;
      }
      this.at = end;
      if (this.read(this.chunk, from, end)) return true;
    }
    return false;
  }

  /** Throws unless the trailer was seen. */
  finish(): void {
    if (!this.trailerRead) throw new Error('The COPY ended before its trailer');
  }

  private isOurs(code: number): boolean {
    return code === copyData || code === copyOutResponse || interspersed.has(code);
  }

  private begin(bytes: Buffer, size: number): void {
    const whole = Buffer.allocUnsafe(Number.isFinite(size) ? size : headBytes);
    bytes.copy(whole);
    this.partial = { bytes: whole, filled: bytes.length };
    this.at = this.chunk.length;
  }

  /** True when the message is whole. */
  private fill(partial: { bytes: Buffer; filled: number }): boolean {
    for (;;) {
      const taken = this.chunk.copy(partial.bytes, partial.filled, this.at);
      this.at += taken;
      partial.filled += taken;
      if (partial.filled < partial.bytes.length) return false;
      const size = 1 + partial.bytes.readUInt32BE(1);
      if (size === partial.bytes.length) return true;
      // it was the head alone
      const whole = Buffer.allocUnsafe(size);
      partial.bytes.copy(whole);
      partial.bytes = whole;
    }
  }

  /** One whole message; true when it holds a row, which is the current one then. */
  private read(bytes: Buffer, from: number, end: number): boolean {
    const code = bytes[from];
    if (code !== copyData) {
      if (code !== copyOutResponse) this.onOther(Buffer.from(bytes.subarray(from, end)));
      return false;
    }
    let at = from + headBytes;
    if (!this.headerRead) {
      if (!bytes.subarray(at, at + signature.length).equals(signature)) throw new Error('Not a binary COPY');
      at += signature.length + 8 + bytes.readInt32BE(at + signature.length + 4);
      this.headerRead = true;
    }
    if (at === end) return false;
    const count = bytes.readInt16BE(at);
    at += 2;
    if (count === -1) {
      this.trailerRead = true;
      return false;
    }
    this.count++;
    const { borders } = this;
    this.bytes = bytes;
    borders.length = 2 * count;
    for (let i = 0; i < count; i++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      borders[2 * i] = length < 0 ? -1 : at;
      if (length > 0) at += length;
      borders[2 * i + 1] = length < 0 ? -1 : at;
    }
    return true;
  }
}
