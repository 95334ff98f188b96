import type { ZipLimits } from './zip-limits.js';
import { checkEntry, type RawEntry } from './entry-rules.js';
import { tooLarge, unreadable, unsafe } from './result-failures.js';

const localHeaderBytes = 30;

/** What can be said of all entries together only: names that meet, bytes that are used twice, the sum of sizes. */
export class EntryCensus {
  private readonly files = new Map<string, string>();
  private readonly folders = new Set<string>();
  private readonly spans: { start: number; end: number; name: string }[] = [];
  private plainBytes = 0;

  constructor(
    private readonly archiveBytes: number,
    private readonly limits: ZipLimits,
  ) {}

  /** Throws Failure `result-unsafe` or `result-too-large`. */
  add(entry: RawEntry): void {
    checkEntry(entry);
    this.plainBytes += entry.uncompressedSize;
    const { plainBytes, ratio, ratioFrom } = this.limits;
    if (this.plainBytes > plainBytes) throw tooLarge(`unpacked it has more than ${plainBytes} bytes`);
    if (this.plainBytes > ratioFrom && this.plainBytes > this.archiveBytes * ratio)
      throw tooLarge(`unpacked it is more than ${ratio} times as large as it is`);
    this.addName(entry.fileName);
    const start = entry.relativeOffsetOfLocalHeader;
    const end = start + localHeaderBytes + entry.fileNameRaw.length + entry.compressedSize;
    this.spans.push({ start, end, name: entry.fileName });
  }

  /** After the last entry. `directoryStart`: no data lies behind it. */
  close(directoryStart: number): void {
    for (const [folded, name] of this.files)
      if (this.folders.has(folded)) throw unsafe(name, 'is a file and a folder at the same time');
    this.spans.sort((a, b) => a.start - b.start);
    let before: { end: number; name: string } | null = null;
    for (const span of this.spans) {
      if (before && span.start < before.end)
        throw unsafe(span.name, `uses the same bytes as ${JSON.stringify(before.name)}`);
      before = span;
    }
    if (before && before.end > directoryStart)
      throw unreadable(`the data of ${JSON.stringify(before.name)} is cut off`);
  }

  private addName(name: string): void {
    const folded = fold(name);
    const isFolder = name.endsWith('/');
    const parents = folded.split('/');
    if (!isFolder) {
      const other = this.files.get(folded);
      if (other === name) throw unsafe(name, 'is there twice');
      if (other !== undefined)
        throw unsafe(name, `has the name of ${JSON.stringify(other)} where capitals do not count`);
      this.files.set(folded, name);
      parents.pop();
    }
    for (let depth = parents.length; depth > 0; depth--) {
      const folder = parents.slice(0, depth).join('/');
      if (this.folders.has(folder)) break;
      this.folders.add(folder);
    }
  }
}

/** As file systems compare names that know no capitals, or spell a character in one way only. */
const fold = (name: string): string => name.replace(/\/$/, '').normalize('NFKC').toLowerCase();
