import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../checksums/crc.js';

/** An entry as a hostile program would write it: nothing of it need be true. */
export interface HandmadeEntry {
  readonly name: string;
  /** The packed bytes; by default some deflated text. */
  readonly stored?: Buffer;
  readonly method?: number;
  readonly declaredBytes?: number;
  /** Declared size of the packed bytes. */
  readonly packedBytes?: number;
  /** Unix mode with the type of the file. */
  readonly mode?: number;
  /** A second name, in the extra field 0x7075. */
  readonly unicodePath?: string;
  /** Where the directory says that it begins. */
  readonly at?: number;
}

const text = Buffer.from('some text');

/** A zip written by hand, byte for byte. Source: APPNOTE.TXT 4.3. */
export function handmadeZip(entries: readonly HandmadeEntry[]): Buffer {
  const data: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const stored = entry.stored ?? deflateRawSync(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x800, 2);
    fields.writeUInt16LE(entry.method ?? 8, 4);
    fields.writeUInt32LE(crc32(text), 10);
    fields.writeUInt32LE(entry.packedBytes ?? stored.length, 14);
    fields.writeUInt32LE(entry.declaredBytes ?? (entry.stored ? stored.length : text.length), 18);
    fields.writeUInt16LE(name.length, 22);
    const extra = entry.unicodePath === undefined ? Buffer.alloc(0) : unicodePath(name, entry.unicodePath);
    data.push(signature(0x04034b50), fields, name, stored);
    const madeBy = Buffer.from([20, 3]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((entry.mode ?? 0o100644) * 0x10000) >>> 0, 6);
    tail.writeUInt32LE(entry.at ?? offset, 10);
    fields.writeUInt16LE(extra.length, 24);
    directory.push(signature(0x02014b50), madeBy, Buffer.from(fields), tail, name, extra);
    fields.writeUInt16LE(0, 24);
    offset += 30 + name.length + stored.length;
  }
  const records = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(records.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...data, records, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function unicodePath(name: Buffer, path: string): Buffer {
  const content = Buffer.from(path);
  const extra = Buffer.alloc(9);
  extra.writeUInt16LE(0x7075, 0);
  extra.writeUInt16LE(5 + content.length, 2);
  extra.writeUInt8(1, 4);
  extra.writeUInt32LE(crc32(name), 5);
  return Buffer.concat([extra, content]);
}
