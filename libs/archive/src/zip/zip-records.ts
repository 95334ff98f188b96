/**
 * The records of a zip file. Source: PKWARE APPNOTE 6.3.10 §4.3. Every entry is deflated, has its sizes and CRC in the
 * local header (no data descriptor, so any streaming reader can read it) and the same time: only the content decides.
 */

/** From here on a 32-bit field holds 0xffffffff and the zip64 extra the value. */
export const zip64Limit = 0xffffffff;
/** The same for the number of entries. */
export const zip64Entries = 0xffff;

const utf8Names = 0x0800;
const deflated = 8;
/** 1980-01-01 00:00, the first moment a DOS date can say. */
const time = 0;
const date = 0x0021;
const plainVersion = 20;
const zip64Version = 45;
const madeByUnix = 3 << 8;
/** A regular file, rw-r--r--. */
const attributes = (0o100644 << 16) >>> 0;

export interface EntryFacts {
  /** UTF-8, NFC, safe: see `safeEntryName`. */
  readonly name: string;
  readonly plainBytes: number;
  readonly plainCrc32: number;
  readonly deflatedBytes: number;
}

const capped = (value: number): number => Math.min(value, zip64Limit);

function zip64Extra(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, n) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * n));
  return extra;
}

const sizesNeedZip64 = ({ plainBytes, deflatedBytes }: EntryFacts): boolean =>
  plainBytes >= zip64Limit || deflatedBytes >= zip64Limit;

export function localHeader(entry: EntryFacts): Buffer {
  const name = Buffer.from(entry.name);
  const zip64 = sizesNeedZip64(entry);
  // a local zip64 extra must hold both sizes
  const extra = zip64Extra(zip64 ? [entry.plainBytes, entry.deflatedBytes] : []);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(zip64 ? zip64Version : plainVersion, 4);
  header.writeUInt16LE(utf8Names, 6);
  header.writeUInt16LE(deflated, 8);
  header.writeUInt16LE(time, 10);
  header.writeUInt16LE(date, 12);
  header.writeUInt32LE(entry.plainCrc32, 14);
  header.writeUInt32LE(zip64 ? zip64Limit : entry.deflatedBytes, 18);
  header.writeUInt32LE(zip64 ? zip64Limit : entry.plainBytes, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** `offset`: of the local header. `wideOffset` puts it into the zip64 extra even when it would fit. */
export function directoryRecord(entry: EntryFacts, offset: number, wideOffset = offset >= zip64Limit): Buffer {
  const name = Buffer.from(entry.name);
  const wide: number[] = [];
  const field = (value: number, force = value >= zip64Limit): number => {
    if (force) wide.push(value);
    return force ? zip64Limit : value;
  };
  // the extra holds what is missing from the record, in this order
  const both = sizesNeedZip64(entry);
  const plainBytes = field(entry.plainBytes, both);
  const deflatedBytes = field(entry.deflatedBytes, both);
  const offsetField = field(offset, wideOffset);
  const extra = zip64Extra(wide);
  const version = wide.length > 0 ? zip64Version : plainVersion;
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(madeByUnix | version, 4);
  record.writeUInt16LE(version, 6);
  record.writeUInt16LE(utf8Names, 8);
  record.writeUInt16LE(deflated, 10);
  record.writeUInt16LE(time, 12);
  record.writeUInt16LE(date, 14);
  record.writeUInt32LE(entry.plainCrc32, 16);
  record.writeUInt32LE(deflatedBytes, 20);
  record.writeUInt32LE(plainBytes, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(attributes, 38);
  record.writeUInt32LE(offsetField, 42);
  return Buffer.concat([record, name, extra]);
}

/** What closes the archive; with the zip64 records where a field would not hold its value. */
export function endRecords(entries: number, directory: { readonly offset: number; readonly bytes: number }): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, zip64Entries), 8);
  end.writeUInt16LE(Math.min(entries, zip64Entries), 10);
  end.writeUInt32LE(capped(directory.bytes), 12);
  end.writeUInt32LE(capped(directory.offset), 16);
  if (entries < zip64Entries && directory.bytes < zip64Limit && directory.offset < zip64Limit) return end;

  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(madeByUnix | zip64Version, 12);
  end64.writeUInt16LE(zip64Version, 14);
  end64.writeBigUInt64LE(BigInt(entries), 24);
  end64.writeBigUInt64LE(BigInt(entries), 32);
  end64.writeBigUInt64LE(BigInt(directory.bytes), 40);
  end64.writeBigUInt64LE(BigInt(directory.offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directory.offset + directory.bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}
