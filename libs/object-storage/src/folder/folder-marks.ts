import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { FolderPaths } from './folder-paths.js';

const marksSchema = z.object({
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  crc32: z.number(),
  crc32c: z.number(),
});
/** What is known of an object beside its bytes. */
export type Marks = z.infer<typeof marksSchema>;

/** Ties marks to one version of the bytes: rename and link keep size, time and inode, and no two files share all three. */
export type Version = Pick<BigIntStats, 'size' | 'mtimeNs' | 'ino'>;
const fileOf = ({ size, mtimeNs, ino }: Version): string => `${size}-${mtimeNs}-${ino}.json`;

/**
 * Side files outside of the key space, one per version: written before the bytes become visible, so whoever sees the
 * bytes finds their marks, and a writer that loses a race leaves the winner's alone.
 */
export class FolderMarks {
  constructor(private readonly paths: FolderPaths) {}

  async write(key: string, version: Version, marks: Marks): Promise<void> {
    const file = join(this.paths.marksOf(key), fileOf(version));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(marks));
  }

  /** Null for bytes that were put there by somebody else. */
  async read(key: string, version: Version): Promise<Marks | null> {
    try {
      return marksSchema.parse(JSON.parse(await readFile(join(this.paths.marksOf(key), fileOf(version)), 'utf8')));
    } catch {
      return null;
    }
  }

  /** Removes the marks of versions that are gone. */
  async keepOnly(key: string, version: Version): Promise<void> {
    const folder = this.paths.marksOf(key);
    const others = (await readdir(folder)).filter((name) => name !== fileOf(version));
    await Promise.all(others.map((name) => rm(join(folder, name), { force: true })));
  }

  async remove(key: string): Promise<void> {
    await rm(this.paths.marksOf(key), { recursive: true, force: true });
  }
}
