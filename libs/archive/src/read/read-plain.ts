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
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of readVerified(open, member.packed.key, member.packed.bytes, member.packed.crc32)) {
    held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    for (let file = takeFile(held); file; file = takeFile(held)) {
      if (file.plain.length !== file.plainBytes || crc32(file.plain) !== file.plainCrc32)
        throw corruptBlob(member.packed.key);
      yield { name: file.name, plain: file.plain };
      held = held.subarray(file.recordBytes);
    }
  }
  if (held.length > 0) throw corruptBlob(member.packed.key);
}

/** Reads what `PackedEntriesWriter` wrote: a local header without extra, then the data. Null while it is not all there. */
function takeFile(bytes: Buffer) {
  if (bytes.length < 30) return null;
  const dataBytes = bytes.readUInt32LE(18);
  const dataStart = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  if (bytes.length < dataStart + dataBytes) return null;
  return {
    name: bytes.toString('utf8', 30, 30 + bytes.readUInt16LE(26)),
    plain: inflateRawSync(bytes.subarray(dataStart, dataStart + dataBytes)),
    plainCrc32: bytes.readUInt32LE(14),
    plainBytes: bytes.readUInt32LE(22),
    recordBytes: dataStart + dataBytes,
  };
}
