import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extendSums, noBytes, type Sums } from '@hub/archive';
import { Failure } from '@hub/failures';
import type { PutOptions } from '../object-storage.js';
import type { FolderMarks } from './folder-marks.js';
import type { FolderPaths } from './folder-paths.js';

/** A file being written, invisible until `publish`. */
export class IncomingFile {
  private sums: Sums = noBytes;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async open(folder: string): Promise<IncomingFile> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, randomUUID());
    return new IncomingFile(path, await open(path, 'wx'));
  }

  async write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;) at += (await this.file.write(bytes, at)).bytesWritten;
    this.sums = extendSums(this.sums, bytes);
  }

  /** Makes the bytes durable and visible under `key`, at once. */
  async publish(
    key: string,
    paths: FolderPaths,
    marks: FolderMarks,
    options: PutOptions,
  ): Promise<{ sums: Sums; modifiedAt: Date }> {
    await this.file.sync();
    const version = await this.file.stat({ bigint: true });
    await this.file.close();
    const { crc32, crc32c } = this.sums;
    await marks.write(key, version, {
      contentType: options.contentType,
      metadata: { ...options.metadata },
      crc32,
      crc32c,
    });
    await retryWhenParentVanished(paths.object(key), (target) => this.moveTo(target, options.ifAbsent === true));
    await marks.keepOnly(key, version);
    return { sums: this.sums, modifiedAt: version.mtime };
  }

  private async moveTo(target: string, ifAbsent: boolean): Promise<void> {
    if (!ifAbsent) return rename(this.path, target);
    // link refuses an existing name atomically; rename would replace it
    await link(this.path, target).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST'
        ? new Failure('object-exists', 'user', 'There is an object under this key already')
        : error;
    });
    await rm(this.path);
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }
}

/** `delete` prunes empty folders and may do so between our mkdir and our move. */
async function retryWhenParentVanished(target: string, move: (target: string) => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    await mkdir(dirname(target), { recursive: true });
    try {
      await move(target);
      return syncFolder(dirname(target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 5) throw error;
    }
  }
}

/** A name is durable when its folder is. Windows cannot open folders: there it is up to the file system. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
