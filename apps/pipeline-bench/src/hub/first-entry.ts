const localHeader = 0x04034b50;
const inZip64 = 0xffffffff;

/** Uncompressed bytes of a zip's first file, from its first bytes (APPNOTE 4.3.7): our headers are complete. */
export function firstEntryBytes(head: Buffer): number {
  if (head.length < 30 || head.readUInt32LE(0) !== localHeader) throw new Error('This is no zip.');
  const bytes = head.readUInt32LE(22);
  if (bytes !== inZip64) return bytes;
  const end = 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  for (let at = 30 + head.readUInt16LE(26); at + 4 <= end; at += 4 + head.readUInt16LE(at + 2))
    if (head.readUInt16LE(at) === 1) return Number(head.readBigUInt64LE(at + 4));
  throw new Error('The zip64 field is missing.');
}
