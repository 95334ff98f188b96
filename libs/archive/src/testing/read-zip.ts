import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { crc32 } from '../checksums/crc.js';

export interface ZippedFile {
  readonly name: string;
  readonly plain: Buffer;
}

/** The files of a zip as yauzl, which is not ours, sees them; sums are checked. */
export async function readZip(zip: Buffer): Promise<ZippedFile[]> {
  const files: ZippedFile[] = [];
  for (const { entry, zipFile } of await entriesOf(zip)) {
    const plain = await plainOf(zipFile, entry);
    if (crc32(plain) !== entry.crc32) throw new Error(`Wrong sum: ${entry.fileName}`);
    files.push({ name: entry.fileName, plain });
  }
  return files;
}

function entriesOf(zip: Buffer): Promise<{ entry: Entry; zipFile: ZipFile }[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true, strictFileNames: true, autoClose: false }, (error, zipFile) => {
      if (error) return reject(error);
      const entries: { entry: Entry; zipFile: ZipFile }[] = [];
      zipFile.on('entry', (entry: Entry) => {
        entries.push({ entry, zipFile });
        zipFile.readEntry();
      });
      zipFile.on('end', () => resolve(entries));
      zipFile.on('error', reject);
      zipFile.readEntry();
    });
  });
}

function plainOf(zipFile: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zipFile.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      stream.toArray().then((chunks) => resolve(Buffer.concat(chunks as Buffer[])), reject);
    });
  });
}
