import { mostSegmentBytes, PackedEntriesWriter, type ArchiveMember, type Staging } from '@hub/archive';
import type { FileWish } from '@hub/formats';
import { nameWish, type FileNames } from './file-names.js';

/** So many names are asked for at once. */
const mostWaiting = 256;
const mostWaitingBytes = 1024 * 1024;
/** Header and name of an entry, at most. */
const entryBytes = 512;

interface Waiting {
  readonly wish: FileWish;
  readonly body: Buffer;
}

/** The small files of one slice, packed together. Holds what waits for a name, and one pack. */
export class SmallFiles {
  readonly members: ArchiveMember[] = [];
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private pack: { writer: PackedEntriesWriter; stored: Buffer[]; bytes: number } | null = null;

  /** `named` hears of every file as soon as its name is known. */
  constructor(
    private readonly staging: Staging,
    private readonly names: FileNames,
    private readonly exportId: string,
    private readonly slice: string,
    private readonly named: (wish: FileWish, name: string) => Promise<void> | void,
  ) {}

  add(wish: FileWish, body: Buffer): Promise<void> | void {
    this.waiting.push({ wish, body });
    this.waitingBytes += body.length;
    if (this.waiting.length >= mostWaiting || this.waitingBytes >= mostWaitingBytes) return this.flush();
  }

  /** Files keep their order: what is added later stands behind. */
  async close(): Promise<void> {
    await this.flush();
    await this.closePack();
  }

  private async flush(): Promise<void> {
    const files = this.waiting;
    this.waiting = [];
    this.waitingBytes = 0;
    if (files.length === 0) return;
    const names = await this.names.claim(
      this.exportId,
      files.map(({ wish }) => nameWish(wish)),
    );
    for (const [index, { wish, body }] of files.entries()) {
      const name = names[index] as string;
      await this.put(name, body);
      await this.named(wish, name);
    }
  }

  private async put(name: string, body: Buffer): Promise<void> {
    const bytes = body.length + entryBytes;
    if (this.pack && this.pack.bytes + bytes > mostSegmentBytes) await this.closePack();
    this.pack ??= openPack();
    this.pack.bytes += bytes;
    await this.pack.writer.add(name, body);
  }

  private async closePack(): Promise<void> {
    if (!this.pack) return;
    const { entries, packed, directory } = this.pack.writer.finish();
    const object = `files/${this.slice}-${this.members.length}`;
    const placed = await this.staging.putPack(this.exportId, object, this.pack.stored, packed, directory);
    this.members.push({ kind: 'packed', entries, ...placed });
    this.pack = null;
  }
}

function openPack(): { writer: PackedEntriesWriter; stored: Buffer[]; bytes: number } {
  const stored: Buffer[] = [];
  return { writer: new PackedEntriesWriter((bytes) => void stored.push(bytes)), stored, bytes: 0 };
}
