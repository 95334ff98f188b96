/** A row of a binary COPY: the bytes of each column, null for SQL null. Views of the received chunks, not copies. */
export type CopyRow = readonly (Buffer | null)[];

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/**
 * Reads Postgres' binary COPY format from chunks cut anywhere. A row that spans chunks waits until it is whole; its
 * bytes are joined once, however large it is. Source: Postgres, "COPY", section "Binary Format".
 */
export class CopyRowParser {
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  /** Nothing can be read before so many bytes are there. */
  private needed = signature.length + 8;
  private headerRead = false;
  private ended = false;

  /** The rows that became whole with this chunk. */
  push(chunk: Buffer): CopyRow[] {
    this.pending.push(chunk);
    this.pendingBytes += chunk.length;
    if (this.pendingBytes < this.needed) return [];
    const bytes = this.pending.length === 1 ? chunk : Buffer.concat(this.pending, this.pendingBytes);
    return this.read(bytes);
  }

  /** Throws unless the trailer was seen: a COPY that ends early must not look like a short result. */
  finish(): void {
    if (!this.ended) throw new Error('The COPY ended before its trailer');
  }

  private read(bytes: Buffer): CopyRow[] {
    const rows: CopyRow[] = [];
    let offset = 0;
    this.needed = 0;
    if (!this.headerRead) {
      const end = headerEnd(bytes);
      if (end > bytes.length) this.needed = end;
      else [offset, this.headerRead] = [end, true];
    }
    while (this.headerRead && !this.ended) {
      const row = this.readRow(bytes, offset);
      if (row === null) break;
      if (row.columns) rows.push(row.columns);
      offset = row.end;
    }
    this.pending = offset < bytes.length ? [bytes.subarray(offset)] : [];
    this.pendingBytes = bytes.length - offset;
    return rows;
  }

  /** Null when the row is not whole yet; then `needed` says when to look again. */
  private readRow(bytes: Buffer, start: number): { columns: CopyRow | null; end: number } | null {
    let offset = start;
    const wait = (end: number): null => {
      this.needed = end - start;
      return null;
    };
    if (bytes.length < offset + 2) return wait(offset + 2);
    const count = bytes.readInt16BE(offset);
    offset += 2;
    if (count === -1) {
      this.ended = true;
      return { columns: null, end: offset };
    }
    const columns = new Array<Buffer | null>(count);
    for (let i = 0; i < count; i++) {
      if (bytes.length < offset + 4) return wait(offset + 4);
      const length = bytes.readInt32BE(offset);
      offset += 4;
      if (length === -1) {
        columns[i] = null;
        continue;
      }
      if (bytes.length < offset + length) return wait(offset + length);
      columns[i] = bytes.subarray(offset, offset + length);
      offset += length;
    }
    return { columns, end: offset };
  }
}

function headerEnd(bytes: Buffer): number {
  if (!bytes.subarray(0, signature.length).equals(signature)) throw new Error('Not a binary COPY');
  return signature.length + 8 + bytes.readInt32BE(signature.length + 4);
}

/** Columns of the types the queries here give. */
export const textOf = (column: Buffer | null | undefined): string => column?.toString('utf8') ?? '';
export const intOf = (column: Buffer | null | undefined): number => (column ? column.readInt32BE(0) : 0);
export const bigintOf = (column: Buffer | null | undefined): number => (column ? Number(column.readBigInt64BE(0)) : 0);
export const booleanOf = (column: Buffer | null | undefined): boolean => column?.[0] === 1;
