import { PackedEntriesWriter, SegmentWriter } from '@hub/archive';
import type { ExportFormatWriter } from '@hub/formats';

/** What some of the tasks turned out to be. Bytes. */
export interface Sample {
  /** Tasks that were read. */
  readonly tasks: number;
  /** What the store estimated their text to be, and what it is. */
  readonly estimated: number;
  readonly plain: number;
  /** Text that was read and compressed (of a long video only stretches are), and what became of it. */
  readonly read: number;
  readonly stored: number;
  /** Files that it was written to, one for each document where the format has it so, and the bytes of their names. */
  readonly files: number;
  readonly nameBytes: number;
}

/** Compresses sampled documents as a build would, and keeps nothing but the sums. */
export class SampleWriter {
  private tasks = 0;
  private estimated = 0;
  private plain = 0;
  private read = 0;
  private stored = 0;
  private files = 0;
  private nameBytes = 0;
  private readonly separator: Buffer;
  private readonly segment = new SegmentWriter(() => undefined);

  constructor(private readonly format: ExportFormatWriter) {
    this.separator = Buffer.from(format.separator);
  }

  /** `plain` is the whole document's size where `text` is only a part of it. */
  async add(document: { estimated: number; text: Buffer; plain?: number; fileName: () => string }): Promise<void> {
    const { estimated, text, plain = text.length } = document;
    this.tasks++;
    this.estimated += estimated;
    this.plain += plain;
    this.read += text.length;
    if (this.format.layout === 'one-file') {
      // the segment reads it later, while the source may write the next document over it
      await this.segment.write(Buffer.from(text));
      await this.segment.write(this.separator);
    } else await this.addFile(document.fileName(), text);
  }

  async finish(): Promise<Sample> {
    const { storedBytes } = await this.segment.finish();
    const { tasks, estimated, plain, read, files, nameBytes } = this;
    return { tasks, estimated, plain, read, stored: this.stored + storedBytes, files, nameBytes };
  }

  private async addFile(name: string, text: Buffer): Promise<void> {
    const pack = new PackedEntriesWriter(() => undefined);
    await pack.add(name, text);
    const bytes = Buffer.byteLength(name);
    const { packed } = pack.finish();
    this.files++;
    this.nameBytes += bytes;
    this.stored += packed.bytes - localHeaderBytes - bytes;
  }
}

export const nothingSampled: Sample = {
  tasks: 0,
  estimated: 0,
  plain: 0,
  read: 0,
  stored: 0,
  files: 0,
  nameBytes: 0,
};

/** Bytes before the name: of an entry's header, and of its record in the directory (PKWARE APPNOTE 4.3.7, 4.3.12). */
export const localHeaderBytes = 30;
export const directoryRecordBytes = 46;

/** What a text becomes in an archive. */
export async function compressedBytes(text: string): Promise<number> {
  const segment = new SegmentWriter(() => undefined);
  await segment.write(Buffer.from(text));
  return (await segment.finish()).storedBytes;
}
