import { opendir, open, rm, rmdir, stat } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { dirname, join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { Failure } from '@hub/failures';
import type { ByteRange, ObjectFacts, ObjectStorage, PutOptions } from '../object-storage.js';
import { FolderMarks } from './folder-marks.js';
import { FolderPaths, keyOfPath } from './folder-paths.js';
import { IncomingFile } from './incoming-file.js';

/** A bucket in a local folder. Writers of several processes may share it. */
export class FolderObjectStorage implements ObjectStorage {
  readonly marks: FolderMarks;

  constructor(
    readonly bucket: string,
    readonly paths: FolderPaths,
  ) {
    this.marks = new FolderMarks(paths);
  }

  put(key: string, body: Buffer, options: PutOptions = {}): Promise<ObjectFacts> {
    return this.writeFrom(key, [body], options);
  }

  putStream(key: string, body: Readable, options: PutOptions = {}): Promise<ObjectFacts> {
    return this.writeFrom(key, options.signal ? addAbortSignal(options.signal, body) : body, options);
  }

  /** Nothing is visible until all chunks are on disk. */
  async writeFrom(
    key: string,
    chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
    options: PutOptions,
  ): Promise<ObjectFacts> {
    const file = await IncomingFile.open(this.paths.incoming);
    try {
      for await (const chunk of chunks) {
        options.signal?.throwIfAborted();
        await file.write(chunk);
      }
      const { sums, modifiedAt } = await file.publish(key, this.paths, this.marks, options);
      return { key, ...sums, modifiedAt, metadata: { ...options.metadata } };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  async get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<Readable> {
    const file = await open(this.paths.object(key), 'r');
    const { size } = await file.stat();
    if (range && (range.start >= size || range.end < range.start)) {
      await file.close();
      throw new Failure('bad-range', 'user', `The object has ${size} bytes`, {
        field: 'range',
        value: `${range.start}-${range.end}`,
      });
    }
    const stream = file.createReadStream({ start: range?.start, end: range?.end, highWaterMark: 256 * 1024 });
    return signal ? addAbortSignal(signal, stream) : stream;
  }

  async head(key: string): Promise<ObjectFacts | null> {
    let found = await statOrNull(this.paths.object(key));
    if (!found) return null;
    let marks = await this.marks.read(key, found);
    if (!marks) {
      // replaced between the two reads, or put there by somebody else
      found = await statOrNull(this.paths.object(key));
      if (!found) return null;
      marks = await this.marks.read(key, found);
    }
    return {
      key,
      bytes: Number(found.size),
      modifiedAt: found.mtime,
      metadata: marks?.metadata ?? {},
      crc32: marks?.crc32,
      crc32c: marks?.crc32c,
    };
  }

  async delete(key: string): Promise<void> {
    const path = this.paths.object(key);
    await rm(path, { force: true });
    await this.marks.remove(key);
    await pruneEmpty(dirname(path), this.paths.objects);
    await pruneEmpty(dirname(this.paths.marksOf(key)), this.paths.marks);
  }

  async *list(prefix: string): AsyncIterable<ObjectFacts> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    yield* this.walk(folder === '' ? this.paths.objects : this.paths.object(folder.slice(0, -1)), folder, prefix);
  }

  private async *walk(path: string, folder: string, prefix: string): AsyncIterable<ObjectFacts> {
    for (const entry of await entriesOf(path)) {
      const key = folder + keyOfPath(entry.name);
      if (entry.isDirectory) {
        if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`))
          yield* this.walk(join(path, entry.name), `${key}/`, prefix);
      } else if (key.startsWith(prefix)) {
        const found = await statOrNull(join(path, entry.name));
        if (found) yield { key, bytes: Number(found.size), modifiedAt: found.mtime, metadata: {} };
      }
    }
  }
}

/** Null also for a folder: `a/b` does not make `a` an object. */
async function statOrNull(path: string): Promise<BigIntStats | null> {
  try {
    const found = await stat(path, { bigint: true });
    return found.isFile() ? found : null;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** In the order of keys: a folder sorts as its name and a slash. */
async function entriesOf(path: string): Promise<{ name: string; isDirectory: boolean }[]> {
  const entries: { name: string; isDirectory: boolean }[] = [];
  try {
    for await (const entry of await opendir(path)) entries.push({ name: entry.name, isDirectory: entry.isDirectory() });
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  const rank = (entry: { name: string; isDirectory: boolean }): string =>
    entry.isDirectory ? `${entry.name}/` : entry.name;
  return entries.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** Empty folders are no objects; people looking into the folder need not see them. */
async function pruneEmpty(folder: string, stop: string): Promise<void> {
  for (let at = folder; at.length > stop.length; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}
