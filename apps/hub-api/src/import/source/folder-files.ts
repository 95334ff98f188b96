import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SourceFile } from './source-file.js';

/** The annotation files of a folder, by name; licences and read-me files are none. Each is opened when it is read. */
export async function* folderFiles(folder: string): AsyncIterable<SourceFile> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) {
    if (/^(license|readme|sha256sums)/i.test(basename(path))) continue;
    const below = path.slice(folder.length).replaceAll('\\', '/').replace(/^\//, '');
    yield { name: `${basename(folder)}/${below}`, chunks: createReadStream(path) };
  }
}
