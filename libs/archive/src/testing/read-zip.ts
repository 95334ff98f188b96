import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fromBuffer, open, type Entry, type Options, type ZipFile } from 'yauzl';
import { crc32 } from '../checksums/crc.js';

export interface ZippedFile {
  readonly name: string;
  readonly plain: Buffer;
}

/** The files of a zip as yauzl, which is not ours, sees them; sums are checked. */
export async function readZip(zip: Buffer): Promise<ZippedFile[]> {
  const files: ZippedFile[] = [];
  for await (const { entry, read } of eachZipped(zip)) {
    const plain = await buffer(await read());
    if (crc32(plain) !== entry.crc32) throw new Error(`Wrong sum: ${entry.fileName}`);
    files.push({ name: entry.fileName, plain });
  }
  return files;
}

export interface ZippedEntry {
  readonly entry: Entry;
  /** The plain bytes. */
  read(): Promise<Readable>;
  /** The bytes as they are in the archive: many small files are read faster without a stream that inflates for each. */
  readDeflated(): Promise<Readable>;
}

/** One entry after the other, of a zip in memory or of the file at a path. */
export async function* eachZipped(zip: Buffer | string): AsyncGenerator<ZippedEntry> {
  const zipFile = await opened(zip);
  try {
    for (let entry = await nextEntry(zipFile); entry; entry = await nextEntry(zipFile)) {
      const found = entry;
      yield {
        entry: found,
        read: () => contentOf(zipFile, found, null),
        readDeflated: () => contentOf(zipFile, found, false),
      };
    }
  } finally {
    zipFile.close();
  }
}

function opened(zip: Buffer | string): Promise<ZipFile> {
  const options: Options = { lazyEntries: true, strictFileNames: true, autoClose: false };
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zipFile: ZipFile): void => (error ? reject(error) : resolve(zipFile));
    if (typeof zip === 'string') open(zip, options, done);
    else fromBuffer(zip, options, done);
  });
}

/** Null after the last one. */
function nextEntry(zipFile: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    zipFile.removeAllListeners();
    zipFile
      .once('entry', resolve)
      .once('end', () => resolve(null))
      .once('error', reject);
    zipFile.readEntry();
  });
}

function contentOf(zipFile: ZipFile, entry: Entry, decompress: false | null): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const options = { decompress, decrypt: null, start: null, end: null };
    zipFile.openReadStream(entry, options, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}
