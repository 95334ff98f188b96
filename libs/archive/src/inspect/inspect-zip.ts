import { Readable } from 'node:stream';
import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { Failure } from '@hub/failures';

export interface ZipLimits {
  readonly entries: number;
  /** Of all entries, as they say. */
  readonly plainBytes: number;
  /** Plain bytes for each stored one, of the whole archive; small archives may have more. */
  readonly ratio: number;
}

/** Below this nobody is hurt, however well it was compressed. */
const harmlessBytes = 256 * 1024 * 1024;
/** Fixed part of a local header. Source: APPNOTE.TXT, 4.3.7. */
const localHeaderBytes = 30;
const symbolicLink = 0o120000;
const fileTypes = 0o170000;

type Open = (range: { start: number; end: number }) => Promise<Readable>;

/**
 * Looks at the directory of an archive that a stranger made, without unpacking it. Throws Failure `result-unsafe` or
 * `result-too-large` that names the entry: paths that lead out of a folder, links, names that are the same on many disks,
 * entries that share bytes, and more than a reader should have to unpack. Memory: the names.
 */
export async function inspectZip(open: Open, bytes: number, limits: ZipLimits): Promise<void> {
  const zip = await openZip(open, bytes);
  if (zip.entryCount > limits.entries) {
    zip.close();
    throw tooLarge(`The archive has ${zip.entryCount} entries, more than ${limits.entries}`);
  }
  const names = new Set<string>();
  const spans: [start: number, end: number, name: string][] = [];
  let plain = 0;
  await eachEntry(zip, (entry) => {
    const name = entry.fileName;
    checkName(name);
    const folded = name.normalize('NFC').toUpperCase().toLowerCase();
    if (names.has(folded)) throw unsafe(name, 'is in it twice');
    names.add(folded);
    if (((entry.externalFileAttributes >>> 16) & fileTypes) === symbolicLink) throw unsafe(name, 'is a link');
    plain += entry.uncompressedSize;
    if (plain > limits.plainBytes) throw tooLarge(`Unpacked it is more than ${limits.plainBytes} bytes`);
    const start = entry.relativeOffsetOfLocalHeader;
    const end = start + localHeaderBytes + entry.compressedSize;
    if (end > bytes) throw unsafe(name, 'lies outside of the archive');
    spans.push([start, end, name]);
  });
  spans.sort(([a], [b]) => a - b);
  spans.forEach(([start, , name], i) => {
    const before = spans[i - 1];
    if (before && before[1] > start) throw unsafe(name, `shares bytes with '${before[2]}'`);
  });
  if (plain > harmlessBytes && plain > bytes * limits.ratio)
    throw tooLarge(`Unpacked it is ${Math.round(plain / bytes)} times as large`);
}

/** Whether the bytes begin like an archive of some entries, or of none. */
export const looksLikeZip = (head: Buffer): boolean =>
  head.length >= 4 && [0x04034b50, 0x06054b50].includes(head.readUInt32LE(0));

function checkName(name: string): void {
  if (name === '' || name.includes('\0') || name.includes('\\')) throw unsafe(name, 'has no usable name');
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) throw unsafe(name, 'has an absolute path');
  if (name.split('/').includes('..')) throw unsafe(name, 'leads out of its folder');
}

const unsafe = (name: string, what: string): Failure =>
  new Failure('result-unsafe', 'plugin', `The archive is refused: '${name.slice(0, 200)}' ${what}`);
const tooLarge = (what: string): Failure => new Failure('result-too-large', 'plugin', what);

/** Reads ranges of a stored file. */
class RangeReader extends RandomAccessReader {
  constructor(private readonly open: Open) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.range(start, end - 1));
  }

  private async *range(start: number, end: number): AsyncGenerator<Buffer> {
    if (end >= start) yield* (await this.open({ start, end })) as AsyncIterable<Buffer>;
  }
}

function openZip(open: Open, bytes: number): Promise<ZipFile> {
  // names are checked here, so that the words are ours
  const options = {
    lazyEntries: true,
    autoClose: false,
    decodeStrings: true,
    strictFileNames: true,
    validateEntrySizes: false,
  };
  return new Promise((resolve, reject) =>
    fromRandomAccessReader(new RangeReader(open), bytes, options, (error, zip) =>
      zip ? resolve(zip) : reject(unreadable(error)),
    ),
  );
}

function eachEntry(zip: ZipFile, take: (entry: Entry) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      zip.close();
      reject(error instanceof Failure ? error : unreadable(error));
    };
    zip.on('entry', (entry: Entry) => {
      try {
        take(entry);
        zip.readEntry();
      } catch (error) {
        fail(error);
      }
    });
    zip.on('end', () => {
      zip.close();
      resolve();
    });
    zip.on('error', fail);
    zip.readEntry();
  });
}

/** Yauzl refuses some names by itself; what the store says of its own troubles stays as it is. */
function unreadable(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const words = error instanceof Error ? error.message : 'it cannot be read';
  return new Failure('result-unsafe', 'plugin', `The archive is refused: ${words}`.slice(0, 500), { cause: error });
}
