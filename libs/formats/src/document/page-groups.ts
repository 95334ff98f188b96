import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Characters of JSON that are held before they are put aside. */
const mostHeld = 8 * 1024 * 1024;
const readBytes = 64 * 1024;

interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * Puts what comes object by object into the order of pages: an exported video has one track after the other, a label
 * file has one frame. What is too much for memory is put aside, sorted, in a temporary file and merged at the end.
 * Entries are plain JSON; those of one page keep their order.
 */
export class PageGroups<Entry> {
  private held = new Map<number, string[]>();
  private heldLength = 0;
  private readonly runs: Run[] = [];
  private folder = '';
  private file: FileHandle | null = null;
  private written = 0;

  constructor(private readonly most = mostHeld) {}

  /** Gives a promise when something has to be put aside. */
  add(page: number, entry: Entry): Promise<void> | void {
    const json = JSON.stringify(entry);
    const entries = this.held.get(page);
    if (entries) entries.push(json);
    else this.held.set(page, [json]);
    this.heldLength += json.length;
    if (this.heldLength > this.most) return this.putAside();
  }

  /** Pages in ascending order, each with its entries. Nothing is kept after it. */
  async *groups(): AsyncGenerator<readonly [page: number, entries: Entry[]]> {
    try {
      if (this.runs.length === 0) yield* this.fromMemory();
      else {
        await this.putAside();
        yield* this.merged();
      }
    } finally {
      await this.forget();
    }
  }

  async forget(): Promise<void> {
    this.held = new Map();
    this.heldLength = 0;
    this.runs.length = 0;
    this.written = 0;
    await this.file?.close();
    if (this.file) await rm(this.folder, { recursive: true, force: true });
    this.file = null;
  }

  private *fromMemory(): Generator<readonly [number, Entry[]]> {
    for (const page of [...this.held.keys()].sort((a, b) => a - b))
      yield [page, (this.held.get(page) ?? []).map((json) => JSON.parse(json) as Entry)];
  }

  private async putAside(): Promise<void> {
    if (!this.file) {
      this.folder = await mkdtemp(join(tmpdir(), 'hub-pages-'));
      this.file = await open(join(this.folder, 'runs'), 'w+');
    }
    const from = this.written;
    for (const page of [...this.held.keys()].sort((a, b) => a - b)) {
      const line = Buffer.from(`${page}\t[${(this.held.get(page) ?? []).join(',')}]\n`);
      await this.file.write(line, 0, line.length, this.written);
      this.written += line.length;
    }
    this.runs.push({ from, to: this.written });
    this.held = new Map();
    this.heldLength = 0;
  }

  /** Of equal pages the earlier run comes first. */
  private async *merged(): AsyncGenerator<readonly [number, Entry[]]> {
    const cursors = await Promise.all(this.runs.map((run) => this.cursor(run)));
    for (;;) {
      const page = Math.min(...cursors.map(({ line }) => line?.page ?? Infinity));
      if (page === Infinity) return;
      const entries: Entry[] = [];
      for (const cursor of cursors) {
        if (cursor.line?.page !== page) continue;
        entries.push(...(JSON.parse(cursor.line.json) as Entry[]));
        await cursor.next();
      }
      yield [page, entries];
    }
  }

  private async cursor(run: Run): Promise<Cursor> {
    const cursor = new Cursor(this.lines(run));
    await cursor.next();
    return cursor;
  }

  private async *lines({ from, to }: Run): AsyncGenerator<string> {
    let rest = Buffer.alloc(0);
    for (let at = from; at < to;) {
      const buffer = Buffer.alloc(Math.min(readBytes, to - at));
      const { bytesRead } = (await this.file?.read(buffer, 0, buffer.length, at)) ?? { bytesRead: 0 };
      if (bytesRead === 0) throw new Error('The temporary file is shorter than it was');
      at += bytesRead;
      rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        yield rest.toString('utf8', 0, end);
        rest = rest.subarray(end + 1);
      }
    }
  }
}

/** Where the merge stands in one run. */
class Cursor {
  line: { readonly page: number; readonly json: string } | null = null;

  constructor(private readonly lines: AsyncGenerator<string>) {}

  async next(): Promise<void> {
    const { value, done } = await this.lines.next();
    const tab = done ? -1 : value.indexOf('\t');
    this.line = done ? null : { page: Number(value.slice(0, tab)), json: value.slice(tab + 1) };
  }
}
