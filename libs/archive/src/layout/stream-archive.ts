import { corruptBlob, readVerified, type OpenBlob } from '../read/open-blob.js';
import { describeArchive, type ArchiveLayout } from './archive-layout.js';
import type { ArchiveDescriptor } from '../descriptor.js';
import { moveDirectory } from './move-directory.js';
import type { Piece } from './pieces.js';

/** Up to here a blob that is entered in the middle is read from its start, so that its sum can be checked. */
const rereadBytes = 16 * 1024 * 1024;

/**
 * The bytes of the archive from byte `from` on, headers and directory included, nothing compressed again. The same
 * descriptor gives the same bytes, so a reader that was killed goes on where it was. Every blob is checked against its
 * CRC, but for the first one when that is entered in the middle and large. Throws `segment-corrupt`.
 */
export async function* streamArchive(
  archive: ArchiveDescriptor | ArchiveLayout,
  open: OpenBlob,
  from = 0,
): AsyncGenerator<Buffer> {
  const { pieces } = 'pieces' in archive ? archive : describeArchive(archive);
  let begin = 0;
  for (const piece of pieces) {
    const skip = Math.max(0, from - begin);
    begin += piece.bytes;
    if (skip < piece.bytes) yield* pieceFrom(piece, open, skip);
  }
}

async function* pieceFrom(piece: Piece, open: OpenBlob, skip: number): AsyncGenerator<Buffer> {
  if (piece.kind === 'bytes') yield piece.content.subarray(skip);
  else if (piece.kind === 'directory') yield* dropFirst(readDirectory(piece, open), skip);
  else if (skip > 0 && piece.bytes > rereadBytes) yield* readTail(piece, open, skip);
  else yield* dropFirst(readVerified(open, piece.key, piece.bytes, piece.sums.crc32), skip);
}

async function* readDirectory(piece: Extract<Piece, { kind: 'directory' }>, open: OpenBlob): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of moveDirectory(
    readVerified(open, piece.key, piece.storedBytes, piece.storedCrc32),
    piece.base,
    piece.wide,
  )) {
    bytes += chunk.length;
    yield chunk;
  }
  if (bytes !== piece.bytes) throw corruptBlob(piece.key);
}

async function* readTail(
  piece: Extract<Piece, { kind: 'blob' }>,
  open: OpenBlob,
  skip: number,
): AsyncGenerator<Buffer> {
  let bytes = skip;
  for await (const chunk of await open(piece.key, { start: skip, end: piece.bytes - 1 })) {
    bytes += (chunk as Buffer).length;
    yield chunk as Buffer;
  }
  if (bytes !== piece.bytes) throw corruptBlob(piece.key);
}

async function* dropFirst(chunks: AsyncIterable<Buffer>, skip: number): AsyncGenerator<Buffer> {
  let rest = skip;
  for await (const chunk of chunks) {
    if (chunk.length > rest) yield rest === 0 ? chunk : chunk.subarray(rest);
    rest = Math.max(0, rest - chunk.length);
  }
}
