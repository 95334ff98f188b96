/** The bytes of each column, null for SQL null. Views of the received chunks, not copies. */
export type Columns = readonly (Buffer | null)[];

/**
 * A row of a binary COPY, cut into columns when they are asked for: a view of each column of each row would be most of
 * the garbage of an export.
 */
export class CopyRow {
  constructor(
    private readonly bytes: Buffer,
    /** First byte and end of each column, one after the other; the first byte of a null is -1. */
    private readonly borders: readonly number[],
  ) {}

  get columns(): Columns {
    return Array.from({ length: this.borders.length / 2 }, (_, n) => this.column(n));
  }

  column(n: number): Buffer | null {
    const start = this.start(n);
    return start < 0 ? null : this.bytes.subarray(start, this.end(n));
  }

  equals(n: number, other: Buffer): boolean {
    const [start, end] = [this.start(n), this.end(n)];
    return start >= 0 && end - start === other.length && this.bytes.compare(other, 0, other.length, start, end) === 0;
  }

  isNull(n: number): boolean {
    return this.start(n) < 0;
  }

  text(n: number): string {
    const start = this.start(n);
    return start < 0 ? '' : this.bytes.toString('utf8', start, this.end(n));
  }

  int(n: number): number {
    const start = this.start(n);
    return start < 0 ? 0 : this.bytes.readInt32BE(start);
  }

  bigint(n: number): number {
    const start = this.start(n);
    return start < 0 ? 0 : readBigint(this.bytes, start);
  }

  boolean(n: number): boolean {
    const start = this.start(n);
    return start >= 0 && this.bytes[start] === 1;
  }

  private start(n: number): number {
    return this.borders[2 * n] ?? -1;
  }

  private end(n: number): number {
    return this.borders[2 * n + 1] ?? -1;
  }
}

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/**
 * Reads Postgres' binary COPY format from chunks cut anywhere. A row that spans chunks waits until it is whole; only its
 * bytes are joined, once, however large it is. Source: Postgres, "COPY", section "Binary Format".
 */
export class CopyRowParser {
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  /** Nothing can be read of what is pending before so many bytes are there. */
  private needed = 0;
  private headerRead = false;
  private ended = false;

  /** The rows that became whole with this chunk. */
  push(chunk: Buffer): CopyRow[] {
    const rows: CopyRow[] = [];
    let rest = chunk;
    while (this.pendingBytes > 0 && rest.length > 0) {
      const taken = rest.subarray(0, this.needed - this.pendingBytes);
      rest = rest.subarray(taken.length);
      this.hold(taken);
      if (this.pendingBytes === this.needed) this.read(this.takePending(), rows);
    }
    if (rest.length > 0) this.read(rest, rows);
    return rows;
  }

  /** Throws unless the trailer was seen: a COPY that ends early must not look like a short result. */
  finish(): void {
    if (!this.ended) throw new Error('The COPY ended before its trailer');
  }

  private hold(bytes: Buffer): void {
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
  }

  private takePending(): Buffer {
    const bytes = Buffer.concat(this.pending, this.pendingBytes);
    this.pending = [];
    this.pendingBytes = 0;
    return bytes;
  }

  /** Adds the rows in these bytes; an incomplete one at their end becomes pending. */
  private read(bytes: Buffer, rows: CopyRow[]): void {
    let offset = 0;
    if (!this.headerRead) {
      const end = headerEnd(bytes);
      if (end <= bytes.length) [offset, this.headerRead] = [end, true];
      else this.needed = end;
    }
    while (this.headerRead && !this.ended && offset < bytes.length) {
      const end = this.readRow(bytes, offset, rows);
      if (end < 0) break;
      offset = end;
    }
    if (offset < bytes.length) this.hold(bytes.subarray(offset));
  }

  /** Where the row ends; -1 when it is not whole yet, then `needed` says when to look again. */
  private readRow(bytes: Buffer, start: number, rows: CopyRow[]): number {
    let offset = start + 2;
    if (bytes.length < offset) return this.wait(offset - start);
    const count = bytes.readInt16BE(start);
    if (count === -1) {
      this.ended = true;
      return offset;
    }
    const borders: number[] = [];
    for (let i = 0; i < count; i++) {
      if (bytes.length < offset + 4) return this.wait(offset + 4 - start);
      const length = bytes.readInt32BE(offset);
      offset += 4;
      if (length === -1) {
        borders.push(-1, -1);
        continue;
      }
      if (bytes.length < offset + length) return this.wait(offset + length - start);
      borders.push(offset, offset + length);
      offset += length;
    }
    rows.push(new CopyRow(bytes, borders));
    return offset;
  }

  private wait(needed: number): -1 {
    this.needed = needed;
    return -1;
  }
}

/** Where the rows begin, or how many bytes are needed to tell. */
function headerEnd(bytes: Buffer): number {
  if (!signature.subarray(0, bytes.length).equals(bytes.subarray(0, signature.length)))
    throw new Error('Not a binary COPY');
  const fixed = signature.length + 8;
  return bytes.length < fixed ? fixed : fixed + bytes.readInt32BE(signature.length + 4);
}

/** A signed 64-bit number as far as a JavaScript number holds it; a BigInt for each row would be garbage. */
const readBigint = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);

/** Columns of the types the queries here give. */
export const textOf = (column: Buffer | null | undefined): string => column?.toString('utf8') ?? '';
export const intOf = (column: Buffer | null | undefined): number => (column ? column.readInt32BE(0) : 0);
export const bigintOf = (column: Buffer | null | undefined): number => (column ? readBigint(column, 0) : 0);
export const booleanOf = (column: Buffer | null | undefined): boolean => column?.[0] === 1;
