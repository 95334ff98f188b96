import { SegmentedFile, type Staging } from '@hub/archive';
import { cocoFile, cocoStart, CocoWriter, type CocoState } from '@hub/formats';
import type { ObjectStorage } from '@hub/object-storage';
import type { Slice } from '@hub/sliced-work';
import type { ConversionContext, Stretch } from './conversion-context.js';
import type { ConversionResult } from './conversion-result.js';
import { OriginalArchive } from './original-archive.js';

/** Converts one stretch of documents into two runs of segments: images and annotations. */
export class ConvertSlice {
  constructor(
    private readonly bucket: Pick<ObjectStorage, 'get'>,
    private readonly staging: Staging,
  ) {}

  /** `before` is the state the slice before ended in; null for the first. */
  async execute(
    context: ConversionContext,
    slice: Slice<Stretch>,
    before: CocoState | null,
    signal: AbortSignal,
  ): Promise<ConversionResult> {
    const original = await OriginalArchive.load(this.bucket, context.archive.descriptor);
    const number = String(slice.number).padStart(6, '0');
    const images = new MemberList(new SegmentedFile(this.staging, context.exportId, `images/${number}`));
    const annotations = new MemberList(new SegmentedFile(this.staging, context.exportId, `annotations/${number}`));
    const writer = new CocoWriter(original.content.ontology, before ?? cocoStart, {
      image: (json) => images.add(json),
      annotation: (json) => annotations.add(json),
    });
    for await (const chunk of original.documents(slice.input)) {
      signal.throwIfAborted();
      await writer.push(chunk);
    }
    await writer.finish();
    return {
      images: await images.finish(),
      annotations: await annotations.finish(),
      counts: { images: images.count, annotations: annotations.count },
      losses: writer.losses.list(),
      state: writer.state(),
    };
  }
}

const writeBytes = 64 * 1024;

/** Members of a JSON list, joined by its separator and written in larger pieces. */
class MemberList {
  count = 0;
  private waiting: string[] = [];
  private waitingLength = 0;

  constructor(private readonly file: SegmentedFile) {}

  /** Gives a promise when the file has to take something first. */
  add(json: string): Promise<void> | void {
    this.waiting.push(this.count++ === 0 ? json : `${cocoFile.separator}${json}`);
    this.waitingLength += json.length;
    if (this.waitingLength >= writeBytes) return this.flush();
  }

  async finish(): ReturnType<SegmentedFile['finish']> {
    await this.flush();
    return this.file.finish();
  }

  private async flush(): Promise<void> {
    if (this.waiting.length > 0) await this.file.write(Buffer.from(this.waiting.join('')));
    this.waiting = [];
    this.waitingLength = 0;
  }
}
