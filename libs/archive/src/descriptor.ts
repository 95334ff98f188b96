import { z } from 'zod';

const crc = z.number().int().nonnegative().max(0xffffffff);
const byteCount = z.number().int().nonnegative();

/** A run of stored bytes in the staging bucket. CRCs are unsigned 32-bit numbers. */
export const segmentSchema = z.object({
  key: z.string(),
  /** Raw-deflate bytes as stored, ended by a sync flush: segments join by concatenation. An empty segment has none. */
  storedBytes: byteCount,
  storedCrc32: crc,
  storedCrc32c: crc,
  plainBytes: byteCount,
  plainCrc32: crc,
});
export type Segment = z.infer<typeof segmentSchema>;

/** A part of a file inside the archive: a segment, or a few literal plain bytes (written as a stored deflate block). */
export const filePartSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('segment'), segment: segmentSchema }),
  /** Base64 of at most 32 KiB plain bytes. */
  z.object({ kind: z.literal('literal'), plain: z.string() }),
]);
export type FilePart = z.infer<typeof filePartSchema>;

/** One file, made of parts in order. Its name went through `safeEntryName`. */
export const fileEntrySchema = z.object({ kind: z.literal('file'), name: z.string(), parts: z.array(filePartSchema) });
export type FileEntry = z.infer<typeof fileEntrySchema>;

/**
 * Many small files already packed by a worker: `packed` holds local headers and data of all of them, `directory` the
 * central directory records with offsets counted from the start of `packed` (which is smaller than 4 GiB).
 */
export const packedEntriesSchema = z.object({
  kind: z.literal('packed'),
  entries: z.number().int().positive(),
  packed: z.object({ key: z.string(), bytes: byteCount, crc32: crc, crc32c: crc }),
  directory: z.object({ key: z.string(), bytes: byteCount, crc32: crc }),
});
export type PackedEntries = z.infer<typeof packedEntriesSchema>;

export const archiveMemberSchema = z.discriminatedUnion('kind', [fileEntrySchema, packedEntriesSchema]);
export type ArchiveMember = z.infer<typeof archiveMemberSchema>;

/** A file as it is, zip or not: what a plugin uploaded. Nothing is put around it. */
export const opaqueBlobSchema = z.object({ key: z.string(), bytes: byteCount, crc32: crc, crc32c: crc });
export type OpaqueBlob = z.infer<typeof opaqueBlobSchema>;

/** An archive by reference, in the order of its bytes: who delivers it reads this and the segments, nothing else. */
export const archiveDescriptorSchema = z
  .object({
    version: z.literal(1),
    members: z.array(archiveMemberSchema),
    /** What readers of the content (converters) need to know of the data file; free for the builder to fill. */
    content: z.unknown(),
    /** Instead of members: the delivered bytes are those of this blob. */
    opaque: opaqueBlobSchema.optional(),
  })
  .refine(({ members, opaque }) => opaque === undefined || members.length === 0, {
    path: ['members'],
    message: 'an opaque archive is one blob and has no members of its own',
  });
export type ArchiveDescriptor = z.infer<typeof archiveDescriptorSchema>;

/** The descriptor of a blob that is delivered as it is. */
export const opaqueDescriptor = ({ key, bytes, crc32, crc32c }: OpaqueBlob): ArchiveDescriptor => ({
  version: 1,
  members: [],
  content: null,
  opaque: { key, bytes, crc32, crc32c },
});
