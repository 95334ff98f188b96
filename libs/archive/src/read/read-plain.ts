import { pipeline, Readable } from 'node:stream';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import { crc32 } from '../checksums/crc.js';
import type { FileEntry, PackedEntries, Segment } from '../descriptor.js';
import { dataPieces, plainFacts } from '../layout/archive-layout.js';
import { corruptBlob, readVerified, type OpenBlob } from './open-blob.js';

/** The plain bytes of a file of an archive, checked against its size and CRC. Flat memory. Throws `segment-corrupt`. */
export function readEntryPlain(entry: FileEntry, open: OpenBlob): AsyncGenerator<Buffer> {
  const { plainBytes, plainCrc32 } = plainFacts(entry);
  return inflated(storedData(entry, open), { label: entry.name, bytes: plainBytes, crc: plainCrc32 });
}

/** The plain bytes of one segment, likewise: segments can be read side by side. */
export function readSegmentPlain(segment: Segment, open: OpenBlob): AsyncGenerator<Buffer> {
  const entry: FileEntry = { kind: 'file', name: segment.key, parts: [{ kind: 'segment', segment }] };
  return readEntryPlain(entry, open);
}

async function* storedData(entry: FileEntry, open: OpenBlob): AsyncGenerator<Buffer> {
  for (const piece of dataPieces(entry)) {
    if (piece.kind === 'bytes') yield piece.content;
    else if (piece.kind === 'blob') yield* readVerified(open, piece.key, piece.bytes, piece.sums.crc32);
  }
}

async function* inflated(
  stored: AsyncIterable<Buffer>,
  expected: { label: string; bytes: number; crc: number },
): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
  // an error of the source destroys `inflate` with it, and the loop below throws it
  pipeline(Readable.from(stored, { objectMode: false }), inflate, () => undefined);
  let bytes = 0;
  let crc = 0;
  for await (const chunk of inflate) {
    bytes += (chunk as Buffer).length;
    crc = crc32(chunk as Buffer, crc);
    yield chunk as Buffer;
  }
  if (bytes !== expected.bytes || crc !== expected.crc) throw corruptBlob(expected.label);
}

export interface PlainFile {
  readonly name: string;
  readonly plain: Buffer;
}

/** The files of packed entries, one after the other, each checked. Memory: one file. Throws `segment-corrupt`. */
export async function* readPackedPlain(member: PackedEntries, open: OpenBlob): AsyncGenerator<PlainFile> {
  const { key, bytes, crc32: sum } = member.packed;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let needed = headerBytes;
  for await (const chunk of readVerified(open, key, bytes, sum)) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < needed) continue;
    let rest = Buffer.concat(held, heldBytes);
    for (needed = recordBytes(rest); needed <= rest.length; needed = recordBytes(rest)) {
      yield fileOf(rest.subarray(0, needed), key);
      rest = rest.subarray(needed);
    }
    held = [rest];
    heldBytes = rest.length;
  }
  if (heldBytes > 0) throw corruptBlob(key);
}

const headerBytes = 30;

/** Length of the first local header and its data; that of the header while not even this is there. */
function recordBytes(bytes: Buffer): number {
  if (bytes.length < headerBytes) return headerBytes;
  return headerBytes + bytes.readUInt16LE(26) + bytes.readUInt16LE(28) + bytes.readUInt32LE(18);
}

function fileOf(record: Buffer, key: string): PlainFile {
  const nameEnd = headerBytes + record.readUInt16LE(26);
  const plain = inflateRawSync(record.subarray(nameEnd + record.readUInt16LE(28)));
  if (plain.length !== record.readUInt32LE(22) || crc32(plain) !== record.readUInt32LE(14)) throw corruptBlob(key);
  return { name: record.toString('utf8', headerBytes, nameEnd), plain };
}
