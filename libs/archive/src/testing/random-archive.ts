import fc from 'fast-check';
import type { ArchiveDescriptor, ArchiveMember, FilePart } from '../descriptor.js';
import { EntryNames } from '../names/entry-names.js';
import { MemoryBlobs } from './memory-blobs.js';
import type { ZippedFile } from './read-zip.js';
import { sampleText } from './sample-text.js';

/** An archive with its staged bytes, and the files that should be in it, in order. */
export interface RandomArchive {
  readonly descriptor: ArchiveDescriptor;
  readonly blobs: MemoryBlobs;
  readonly files: readonly ZippedFile[];
}

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
/** What compresses, and what does not. */
const plain = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.nat(30_000), fc.nat(1000)).map(([size, seed]) => sampleText(size, seed)) },
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(Buffer.alloc(0)),
);
const part = fc.record({ kind: fc.constantFrom('segment' as const, 'literal' as const), plain });
const member = fc.oneof(
  fc.record({ kind: fc.constant('file' as const), name, parts: fc.array(part, { maxLength: 5 }) }),
  fc.record({
    kind: fc.constant('packed' as const),
    files: fc.array(fc.record({ name, plain }), { minLength: 1, maxLength: 8 }),
  }),
);

/** Files of segments and literals, and packed ones, in any order; names in any language. */
export const randomArchive: fc.Arbitrary<Promise<RandomArchive>> = fc
  .array(member, { maxLength: 6 })
  .map(async (members): Promise<RandomArchive> => {
    const names = new EntryNames();
    const blobs = new MemoryBlobs();
    const files: ZippedFile[] = [];
    const made: ArchiveMember[] = [];
    for (const one of members) {
      const content =
        one.kind === 'packed'
          ? one.files
          : [{ name: one.name, plain: Buffer.concat(one.parts.map((each) => each.plain)) }];
      const named = content.map((file) => ({ name: names.claim(file.name), plain: file.plain }));
      files.push(...named);
      if (one.kind === 'packed') made.push(await blobs.packed(named));
      else made.push({ kind: 'file', name: named[0]!.name, parts: await partsOf(one.parts, blobs) });
    }
    return { descriptor: { version: 1, members: made, content: null }, blobs, files };
  });

async function partsOf(
  parts: readonly { readonly kind: 'segment' | 'literal'; readonly plain: Buffer }[],
  blobs: MemoryBlobs,
): Promise<FilePart[]> {
  const made: FilePart[] = [];
  for (const { kind, plain: bytes } of parts) {
    if (kind === 'literal') made.push({ kind, plain: bytes.toString('base64') });
    else made.push(...(await blobs.file('part', [bytes])).parts);
  }
  return made;
}
