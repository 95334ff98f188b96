import { buffer } from 'node:stream/consumers';
import {
  archiveDescriptorSchema,
  readEntryPlain,
  readPackedPlain,
  readSegmentPlain,
  type ArchiveDescriptor,
  type OpenBlob,
  type Segment,
} from '@hub/archive';
import type { BlobRef } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { archiveContentSchema, type ArchiveContent } from '@hub/formats';
import type { ObjectStorage } from '@hub/object-storage';
import type { Stretch } from './conversion-context.js';

/** The archive a conversion starts from, read from its staged segments. */
export class OriginalArchive {
  private constructor(
    private readonly descriptor: ArchiveDescriptor,
    readonly content: ArchiveContent,
    private readonly open: OpenBlob,
  ) {}

  /** Throws Failure `staging-expired` when the segments are gone: the export has to be made anew. */
  static async load(bucket: Pick<ObjectStorage, 'get'>, { key }: BlobRef): Promise<OriginalArchive> {
    const open: OpenBlob = (blob, range) => bucket.get(blob, range);
    try {
      const descriptor = archiveDescriptorSchema.parse(JSON.parse((await buffer(await open(key))).toString('utf8')));
      return new OriginalArchive(descriptor, archiveContentSchema.parse(descriptor.content), open);
    } catch (error) {
      if (error instanceof Failure && error.code === 'object-missing')
        throw new Failure('staging-expired', 'user', 'The staged segments of this export are gone: export again.', {
          cause: error,
        });
      throw error;
    }
  }

  /** The documents of a stretch as plain bytes, cut anywhere, in order. Memory: one chunk, or one small file. */
  async *documents({ first, last }: Stretch): AsyncGenerator<Buffer> {
    if (this.content.format === 'split') yield* this.files(first, last);
    else yield* this.text(first, last);
  }

  private async *text(first: number, last: number): AsyncGenerator<Buffer> {
    const segments = this.segmentsByKey();
    for (const part of this.content.parts.slice(first, last + 1))
      for (const key of part.segments) yield* readSegmentPlain(segments.get(key) as Segment, this.open);
  }

  /** File per document: members follow one another as the parts do. */
  private async *files(first: number, last: number): AsyncGenerator<Buffer> {
    const before = (index: number): number =>
      this.content.parts.slice(0, index).reduce((sum, part) => sum + part.members, 0);
    for (const member of this.descriptor.members.slice(before(first), before(last + 1))) {
      if (member.kind === 'file') yield* readEntryPlain(member, this.open);
      else for await (const { plain } of readPackedPlain(member, this.open)) yield plain;
    }
  }

  private segmentsByKey(): Map<string, Segment> {
    const [data] = this.descriptor.members;
    const parts = data?.kind === 'file' ? data.parts : [];
    return new Map(
      parts.flatMap((part) => (part.kind === 'segment' ? [[part.segment.key, part.segment] as const] : [])),
    );
  }
}
