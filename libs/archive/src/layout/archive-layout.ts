import { Failure } from '@hub/failures';
import { joinSums, noBytes, sumsOf, type Sums } from '../checksums/byte-sums.js';
import { crc32, crc32Combine } from '../checksums/crc.js';
import type { ArchiveDescriptor, FileEntry, OpaqueBlob, PackedEntries } from '../descriptor.js';
import { finalBlock, mostLiteralBytes, storedBlock } from '../segments/deflate-blocks.js';
import { directoryRecord, endRecords, localHeader, zip64Limit, type EntryFacts } from '../zip/zip-records.js';
import { known, type Piece } from './pieces.js';

/** Bytes that a wide offset adds to a directory record: the zip64 extra's head and its one value. */
export const wideOffsetBytes = 12;

/** Where every byte of an archive comes from. Computed from the descriptor alone: nothing is read. */
export interface ArchiveLayout {
  readonly pieces: readonly Piece[];
  readonly bytes: number;
  readonly entries: number;
  /** Length and CRCs of the whole zip; null where packed entries' directories have to be moved first. */
  readonly sums: Sums | null;
}

/** The deflated data of one file, in pieces. */
export function dataPieces(entry: FileEntry): Piece[] {
  return [
    ...entry.parts.flatMap((part) =>
      part.kind === 'segment' ? segmentPiece(part.segment) : [known(storedBlock(literal(part.plain)))],
    ),
    known(finalBlock),
  ];
}

function segmentPiece(segment: {
  key: string;
  storedBytes: number;
  storedCrc32: number;
  storedCrc32c: number;
}): Piece[] {
  if (segment.storedBytes === 0) return [];
  const sums = { bytes: segment.storedBytes, crc32: segment.storedCrc32, crc32c: segment.storedCrc32c };
  return [{ kind: 'blob', key: segment.key, bytes: segment.storedBytes, sums }];
}

function literal(base64: string): Buffer {
  const plain = Buffer.from(base64, 'base64');
  if (plain.length > mostLiteralBytes)
    throw new Failure('literal-too-large', 'hub', `A literal part holds at most ${mostLiteralBytes} bytes`);
  return plain;
}

/** Size and CRC of the plain file, by combination. */
export function plainFacts(entry: FileEntry): { plainBytes: number; plainCrc32: number } {
  let plainBytes = 0;
  let plainCrc32 = 0;
  for (const part of entry.parts) {
    const next = part.kind === 'segment' ? part.segment : plainOf(literal(part.plain));
    plainCrc32 = crc32Combine(plainCrc32, next.plainCrc32, next.plainBytes);
    plainBytes += next.plainBytes;
  }
  return { plainBytes, plainCrc32 };
}

const plainOf = (plain: Buffer): { plainBytes: number; plainCrc32: number } => ({
  plainBytes: plain.length,
  plainCrc32: crc32(plain),
});

const total = (pieces: readonly Piece[]): number => pieces.reduce((bytes, piece) => bytes + piece.bytes, 0);

/** Lays out the archive: sizes, offsets and headers. Cheap: a few microseconds per member. */
export function describeArchive(descriptor: ArchiveDescriptor): ArchiveLayout {
  if (descriptor.opaque) return opaqueLayout(descriptor.opaque);
  const data: Piece[] = [];
  const directory: Piece[] = [];
  let offset = 0;
  let entries = 0;
  for (const member of descriptor.members) {
    const placed = member.kind === 'file' ? placeFile(member, offset) : placePacked(member, offset);
    data.push(...placed.data);
    directory.push(placed.directory);
    offset += total(placed.data);
    entries += placed.entries;
  }
  const directoryBytes = total(directory);
  const pieces = [...data, ...directory, known(endRecords(entries, { offset, bytes: directoryBytes }))];
  return { pieces, bytes: total(pieces), entries, sums: sumsOfPieces(pieces) };
}

/** One piece, whose sums are known; what is inside is not looked at. */
function opaqueLayout({ key, bytes, crc32: sum, crc32c }: OpaqueBlob): ArchiveLayout {
  const sums = { bytes, crc32: sum, crc32c };
  return { pieces: bytes === 0 ? [] : [{ kind: 'blob', key, bytes, sums }], bytes, entries: 1, sums };
}

interface Placed {
  readonly data: readonly Piece[];
  readonly directory: Piece;
  readonly entries: number;
}

function placeFile(entry: FileEntry, offset: number): Placed {
  const data = dataPieces(entry);
  const facts: EntryFacts = { name: entry.name, ...plainFacts(entry), deflatedBytes: total(data) };
  return { data: [known(localHeader(facts)), ...data], directory: known(directoryRecord(facts, offset)), entries: 1 };
}

function placePacked({ entries, packed, directory }: PackedEntries, offset: number): Placed {
  // one rule for all entries of a member, so that its size is known without reading it: a wide offset may hold a small value
  const wide = offset + packed.bytes >= zip64Limit;
  const bytes = directory.bytes + (wide ? wideOffsetBytes * entries : 0);
  const moved: Piece = {
    kind: 'directory',
    key: directory.key,
    bytes,
    storedBytes: directory.bytes,
    storedCrc32: directory.crc32,
    entries,
    base: offset,
    wide,
  };
  return { data: [{ kind: 'blob', key: packed.key, bytes: packed.bytes, sums: packed }], directory: moved, entries };
}

function sumsOfPieces(pieces: readonly Piece[]): Sums | null {
  let sums = noBytes;
  for (const piece of pieces) {
    if (piece.kind === 'directory') return null;
    sums = joinSums(sums, piece.kind === 'blob' ? piece.sums : sumsOf(piece.content));
  }
  return sums;
}
