/** The bytes of each column, null for SQL null. */
export type Columns = readonly (Buffer | null)[];

/**
 * A row of a binary COPY, cut into columns when they are asked for: a view of each column of each row would be most of
 * the garbage of an export. The same object stands for one row after the other; `keep` gives one that stays.
 */
export class CopyRow {
  protected bytes: Buffer = Buffer.alloc(0);
  /** First byte and end of each column, one after the other; the first byte of a null is -1. */
  protected borders: number[] = [];

  get columns(): Columns {
    return Array.from({ length: this.borders.length / 2 }, (_, n) => this.column(n));
  }

  /** This row with bytes of its own. */
  keep(): CopyRow {
    const kept = new CopyRow();
    const from = Math.max(0, this.borders.find((border, i) => i % 2 === 0 && border >= 0) ?? 0);
    kept.bytes = Buffer.from(this.bytes.subarray(from, Math.max(from, ...this.borders)));
    kept.borders = this.borders.map((border) => (border < 0 ? -1 : border - from));
    return kept;
  }

  /** A view: of the row's own bytes. */
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

/** A signed 64-bit number as far as a JavaScript number holds it; a BigInt for each row would be garbage. */
const readBigint = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);

/** Columns of the types the queries here give. */
export const textOf = (column: Buffer | null | undefined): string => column?.toString('utf8') ?? '';
export const intOf = (column: Buffer | null | undefined): number => (column ? column.readInt32BE(0) : 0);
export const bigintOf = (column: Buffer | null | undefined): number => (column ? readBigint(column, 0) : 0);
export const booleanOf = (column: Buffer | null | undefined): boolean => column?.[0] === 1;
