import { crc32, createDeflate } from 'node:zlib';
import type { LargeFile } from '../converter/converter.js';

function chunkOf(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([head, named, check]);
}

export interface PngKind {
  readonly width: number;
  readonly height: number;
  /** RGB of each index: 8 bits with a palette; null for 16-bit greyscale. */
  readonly palette: Buffer | null;
}

/** A PNG, row by row; in memory are a row and what deflate holds. Source: PNG specification (third edition). */
export async function writePng(
  { width, height, palette }: PngKind,
  rows: Iterable<Uint16Array>,
  file: LargeFile,
): Promise<void> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(palette ? [8, 3] : [16, 0], 8);
  await file.write(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]));
  await file.write(chunkOf('IHDR', header));
  if (palette) await file.write(chunkOf('PLTE', palette));
  const deflate = createDeflate();
  const fed = feed(deflate, rows, palette !== null);
  fed.catch((error: Error) => deflate.destroy(error));
  for await (const bytes of deflate) await file.write(chunkOf('IDAT', bytes as Buffer));
  await fed;
  await file.write(chunkOf('IEND', Buffer.alloc(0)));
}

async function feed(to: ReturnType<typeof createDeflate>, rows: Iterable<Uint16Array>, small: boolean): Promise<void> {
  for (const row of rows) {
    const bytes = Buffer.alloc(1 + row.length * (small ? 1 : 2));
    row.forEach((value, x) => (small ? bytes.writeUInt8(value, 1 + x) : bytes.writeUInt16BE(value, 1 + 2 * x)));
    if (!to.write(bytes)) await new Promise<void>((resolve) => to.once('drain', resolve));
  }
  to.end();
}
