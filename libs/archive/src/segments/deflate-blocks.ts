/** Most bytes of one literal part. Limit of a stored block: 65,535. */
export const mostLiteralBytes = 32 * 1024;

/** `plain` as a stored, non-final deflate block. Legal wherever the stream is at a byte border: RFC 1951 §3.2.4. */
export function storedBlock(plain: Buffer): Buffer {
  const block = Buffer.allocUnsafe(5 + plain.length);
  block.writeUInt8(0, 0);
  block.writeUInt16LE(plain.length, 1);
  block.writeUInt16LE(~plain.length & 0xffff, 3);
  plain.copy(block, 5);
  return block;
}

/** An empty final block with fixed codes: ends a deflate stream. */
export const finalBlock = Buffer.from([0x03, 0x00]);
