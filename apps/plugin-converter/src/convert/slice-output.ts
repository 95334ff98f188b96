import { SegmentedFile, type ArchiveMember, type Staging } from '@hub/archive';
import { Failure } from '@hub/failures';
import type { ConverterOutput, FileWish, LargeFile } from '@hub/formats';
import type { StreamRun } from './conversion-result.js';
import { nameWish, type FileNames } from './file-names.js';
import { SharedStream } from './shared-stream.js';
import { SmallFiles } from './small-files.js';

/** Where one slice of a conversion writes to: segments and packs in the staging bucket. */
export class SliceOutput implements ConverterOutput {
  private readonly streams = new Map<string, SharedStream>();
  private readonly files: SmallFiles;
  private readonly slice: string;

  /** `separators`: of the streams, by name. */
  constructor(
    private readonly staging: Staging,
    private readonly names: FileNames,
    private readonly exportId: string,
    slice: number,
    private readonly separators: Readonly<Record<string, string>>,
  ) {
    this.slice = String(slice).padStart(6, '0');
    const named = (wish: FileWish, name: string): Promise<void> | void => this.list(wish, name);
    this.files = new SmallFiles(staging, names, exportId, this.slice, named);
  }

  append(stream: string, member: string): Promise<void> | void {
    return (this.streams.get(stream) ?? this.open(stream)).add(member);
  }

  file(wish: FileWish, body: Buffer | string): Promise<void> | void {
    return this.files.add(wish, typeof body === 'string' ? Buffer.from(body) : body);
  }

  async large(wish: FileWish): Promise<LargeFile> {
    await this.files.close();
    const [name = ''] = await this.names.claim(this.exportId, [nameWish(wish)]);
    const file = this.segmented(`large/${this.slice}-${this.files.members.length}`);
    return {
      write: async (bytes) => file.write(typeof bytes === 'string' ? Buffer.from(bytes) : bytes),
      end: async () => {
        const parts = (await file.finish()).map((segment) => ({ kind: 'segment' as const, segment }));
        this.files.members.push({ kind: 'file', name, parts });
        await this.list(wish, name);
      },
    };
  }

  async finish(): Promise<{ streams: StreamRun[]; files: ArchiveMember[] }> {
    await this.files.close();
    const streams: StreamRun[] = [];
    for (const stream of this.streams.values()) streams.push(await stream.finish());
    return { streams, files: this.files.members };
  }

  private list({ listed }: FileWish, name: string): Promise<void> | void {
    if (listed) return this.append(listed.stream, listed.member(name));
  }

  private open(name: string): SharedStream {
    const separator = this.separators[name];
    if (separator === undefined) throw new Failure('unknown-stream', 'hub', `The converter names no stream '${name}'`);
    const stream = new SharedStream(name, separator, this.segmented(`${name}/${this.slice}`));
    this.streams.set(name, stream);
    return stream;
  }

  private segmented(name: string): SegmentedFile {
    return new SegmentedFile(this.staging, this.exportId, name);
  }
}
