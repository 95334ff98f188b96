import {
  type ArchiveMember,
  mostSegmentBytes,
  PackedEntriesWriter,
  type SegmentedFile,
  type Staging,
} from '@hub/archive';
import type { DocumentSink, SinkResult } from './document-sink.js';

/** A document that is larger becomes an entry of its own, made of segments, and is not held in memory. */
const mostPackedFileBytes = 4 * 1024 * 1024;
/** Header and name of an entry, at most. */
const entryBytes = 512;

/** Each document of a slice as a file: small ones packed together, large ones as entries of their own. */
export class FilePerDocumentSink implements DocumentSink {
  private readonly members: ArchiveMember[] = [];
  private plainBytes = 0;
  private pack: { writer: PackedEntriesWriter; stored: Buffer[]; bytes: number } | null = null;
  private packs = 0;
  private open: { name: string; chunks: Buffer[]; bytes: number; file: SegmentedFile | null } | null = null;

  /** `name` of the slice's objects in the staging bucket; `openFile` begins an entry of its own. */
  constructor(
    private readonly staging: Staging,
    private readonly exportId: string,
    private readonly name: string,
    private readonly openFile: (name: string) => SegmentedFile,
    private readonly limit = mostSegmentBytes,
  ) {}

  async put(fileName: () => string, document: Buffer): Promise<void> {
    await this.begin(fileName);
    await this.write(document);
    await this.end();
  }

  async begin(fileName: () => string): Promise<void> {
    this.open = { name: fileName(), chunks: [], bytes: 0, file: null };
  }

  async write(chunk: Buffer): Promise<void> {
    const { open } = this;
    if (!open) return;
    this.plainBytes += chunk.length;
    open.chunks.push(chunk);
    open.bytes += chunk.length;
    if (open.bytes <= mostPackedFileBytes) return;
    open.file ??= this.openFile(`${this.name}-file${this.members.length}`);
    for (const held of open.chunks) await open.file.write(held);
    open.chunks = [];
  }

  async end(): Promise<void> {
    const { open } = this;
    if (!open) return;
    this.open = null;
    if (open.file) {
      // entries keep the order of the documents
      await this.closePack();
      const segments = await open.file.finish();
      this.members.push({
        kind: 'file',
        name: open.name,
        parts: segments.map((segment) => ({ kind: 'segment', segment })),
      });
    } else await this.addToPack(open.name, Buffer.concat(open.chunks, open.bytes));
  }

  async finish(): Promise<SinkResult> {
    await this.closePack();
    return { segments: [], members: this.members, plainBytes: this.plainBytes };
  }

  private async addToPack(name: string, plain: Buffer): Promise<void> {
    const bytes = plain.length + entryBytes;
    if (this.pack && this.pack.bytes + bytes > this.limit) await this.closePack();
    this.pack ??= this.openPack();
    this.pack.bytes += bytes;
    await this.pack.writer.add(name, plain);
  }

  private openPack(): NonNullable<FilePerDocumentSink['pack']> {
    const stored: Buffer[] = [];
    return { writer: new PackedEntriesWriter((bytes) => void stored.push(bytes)), stored, bytes: 0 };
  }

  private async closePack(): Promise<void> {
    if (!this.pack) return;
    const { entries, packed, directory } = this.pack.writer.finish();
    const member = await this.staging.putPack(
      this.exportId,
      `${this.name}-${this.packs++}`,
      this.pack.stored,
      packed,
      directory,
    );
    this.members.push({ kind: 'packed', entries, ...member });
    this.pack = null;
  }
}
