/** S3 and GCS write a CRC as base64 of its four bytes, big-endian. */
export function toBase64(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString('base64');
}

/** Undefined where the store keeps none, or one of parts (`…-3`) that says nothing about the whole object. */
export function fromBase64(sum: string | undefined): number | undefined {
  const bytes = Buffer.from(sum ?? '', 'base64');
  return bytes.length === 4 && !sum?.includes('-') ? bytes.readUInt32BE() : undefined;
}
