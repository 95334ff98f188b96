import { badRequest } from '@hub/failures';
import type { SourceFile } from './source-file.js';

const block = 512;

/**
 * The files of a tar stream, one after the other (ustar; long names of GNU and pax). Each must be read before the next
 * one is asked for; what is left of it is skipped. Throws Failure `bad-request` when it is no tar or ends too early.
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncIterable<SourceFile> {
  const bytes = new ByteReader(chunks);
  let longName: string | null = null;
  for (let header = await bytes.take(block); header && !isEnd(header); header = await bytes.take(block)) {
    const { name, size, type } = parseHeader(header);
    const content = bytes.limited(size);
    if (type === 'L') longName = (await textOf(content)).replace(/\0.*$/s, '');
    else if (type === 'x') longName = paxPath(await textOf(content)) ?? longName;
    else if (type === '0' || type === '\0') {
      yield { name: longName ?? name, chunks: content };
      longName = null;
    }
    for await (const _ of content) void _;
    await bytes.take((block - (size % block)) % block);
  }
}

const isEnd = (header: Uint8Array): boolean => header.every((byte) => byte === 0);

function parseHeader(header: Buffer): { name: string; size: number; type: string } {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (sum !== Number.parseInt(ascii(header, 148, 8), 8))
    throw badRequest('The body is not a tar archive.', { expected: 'a tar of files, or one file with ?file=<name>' });
  const prefix = ascii(header, 345, 155);
  const name = ascii(header, 0, 100);
  return { name: prefix ? `${prefix}/${name}` : name, size: sizeOf(header), type: ascii(header, 156, 1) || '0' };
}

const ascii = (header: Buffer, from: number, length: number): string =>
  header
    .subarray(from, from + length)
    .toString('utf8')
    .replace(/\0.*$/s, '')
    .trim();

/** Octal, or, from 8 GiB on, binary with the first bit set. */
function sizeOf(header: Buffer): number {
  if ((header[124]! & 0x80) === 0) return Number.parseInt(ascii(header, 124, 12) || '0', 8);
  return Number(header.readBigUInt64BE(128));
}

const paxPath = (records: string): string | null => /^\d+ path=(.*)$/m.exec(records)?.[1] ?? null;

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** Takes bytes from a stream of chunks in the amounts wanted. */
class ByteReader {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private rest = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.iterator = chunks[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes (few); null at the end of the stream. */
  async take(length: number): Promise<Buffer | null> {
    while (this.rest.length < length) {
      const next = await this.iterator.next();
      if (!next.done) this.rest = Buffer.concat([this.rest, next.value]);
      else if (this.rest.length === 0) return null;
      else throw endedEarly();
    }
    const taken = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return taken;
  }

  /** The next bytes as a stream that can be read once and gone on with. */
  limited(size: number): AsyncIterable<Uint8Array> {
    const take = async function* (reader: ByteReader): AsyncIterable<Uint8Array> {
      for (; left > 0;) {
        const chunk = reader.rest.length > 0 ? reader.rest : (await reader.iterator.next()).value;
        if (!chunk) throw endedEarly();
        const part = Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(left, chunk.length));
        reader.rest = Buffer.from(chunk.buffer, chunk.byteOffset + part.length, chunk.length - part.length);
        left -= part.length;
        yield part;
      }
    };
    let left = size;
    return { [Symbol.asyncIterator]: () => take(this)[Symbol.asyncIterator]() };
  }
}

const endedEarly = (): Error => badRequest('The tar archive ends too early.', { expected: 'a complete upload' });
