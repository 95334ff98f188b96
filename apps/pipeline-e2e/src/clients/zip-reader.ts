import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { fromBuffer, type Entry, type Options, type ZipFile } from 'yauzl';

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

const open = promisify<Buffer, Options, ZipFile>(fromBuffer);

/** Entries in the order of the central directory, read by a reader that is not ours. */
export async function readZip(zip: Buffer): Promise<ZipEntry[]> {
  const file = await open(zip, { lazyEntries: true });
  const openStream = promisify(file.openReadStream.bind(file)) as (entry: Entry) => Promise<NodeJS.ReadableStream>;
  const entries: ZipEntry[] = [];
  await new Promise<void>((resolve, reject) => {
    file.on('entry', (entry: Entry) => {
      void (async () => {
        entries.push({ name: entry.fileName, content: await buffer(await openStream(entry)) });
        file.readEntry();
      })().catch(reject);
    });
    file.on('end', resolve).on('error', reject);
    file.readEntry();
  });
  return entries;
}

/** `unzip -t`: throws with its output when the archive is not clean. */
export function unzipTest(zip: Buffer): void {
  const folder = mkdtempSync(join(tmpdir(), 'hub-zip-'));
  try {
    writeFileSync(join(folder, 'export.zip'), zip);
    execFileSync('unzip', ['-tqq', join(folder, 'export.zip')], { stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
