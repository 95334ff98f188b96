import { firstEntryBytes } from './first-entry.js';

/** A local header of APPNOTE 4.3.7. */
function header(bytes: number, extra: Buffer, name = 'data.json'): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt32LE(bytes, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, Buffer.from(name), extra, Buffer.from('what follows')]);
}

it('reads the size of the first file', () => {
  expect(firstEntryBytes(header(1234, Buffer.alloc(0)))).toBe(1234);
});

it('reads it from the zip64 field behind another field', () => {
  const other = Buffer.from([0x55, 0x54, 2, 0, 9, 9]);
  const zip64 = Buffer.alloc(20);
  zip64.writeUInt16LE(1, 0);
  zip64.writeUInt16LE(16, 2);
  zip64.writeBigUInt64LE(6_000_000_000n, 4);
  expect(firstEntryBytes(header(0xffffffff, Buffer.concat([other, zip64])))).toBe(6_000_000_000);
});

it('refuses what is no zip, and a size that is nowhere', () => {
  expect(() => firstEntryBytes(Buffer.from('no zip at all, but long enough to be one'))).toThrow('no zip');
  expect(() => firstEntryBytes(header(0xffffffff, Buffer.alloc(0)))).toThrow('zip64');
});
