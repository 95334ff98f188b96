import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extendSums, noBytes, sumsOf, type Sums } from '@hub/archive';
import { Failure } from '@hub/failures';
import { z } from 'zod';
import type { MultipartUploads, ObjectFacts, PartSpot, PutOptions, UploadPart } from '../object-storage.js';
import type { FolderObjectStorage } from './folder-object-storage.js';

const uploadSchema = z.object({
  key: z.string(),
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  startedAt: z.iso.datetime(),
});
const record = 'upload.json';
const partName = (number: number, etag: string): string => `${number}-${etag}`;
const etagOf = (sums: Sums): string => [sums.bytes, sums.crc32, sums.crc32c].map((n) => n.toString(16)).join('-');

/** Parts are files of their own, named by number and content; completing joins them and looks at every byte. */
export class FolderUploads implements MultipartUploads {
  readonly minPartBytes = 1;
  readonly maxParts = 10_000;
  readonly partsInFlight = 3;

  constructor(private readonly storage: FolderObjectStorage) {}

  async begin(key: string, options: PutOptions = {}): Promise<string> {
    const uploadId = randomUUID();
    const folder = this.storage.paths.upload(uploadId);
    await mkdir(folder, { recursive: true });
    const { contentType, metadata } = options;
    await writeFile(
      join(folder, record),
      JSON.stringify({ key, contentType, metadata, startedAt: new Date().toISOString() }),
    );
    return uploadId;
  }

  async uploadPart(key: string, uploadId: string, { number }: PartSpot, body: Buffer): Promise<UploadPart> {
    await this.find(key, uploadId);
    const etag = etagOf(sumsOf(body));
    const folder = this.storage.paths.upload(uploadId);
    const incoming = join(folder, `incoming-${randomUUID()}`);
    try {
      await writeFile(incoming, body, { flush: true });
      await rename(incoming, join(folder, partName(number, etag)));
    } catch (error) {
      // aborted by somebody else while we were writing
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? missing(uploadId) : error;
    }
    return { number, bytes: body.length, etag };
  }

  async complete(
    key: string,
    uploadId: string,
    parts: readonly UploadPart[],
    options: PutOptions = {},
  ): Promise<ObjectFacts> {
    const upload = await this.find(key, uploadId);
    const { contentType, metadata } = upload;
    const facts = await this.storage
      .writeFrom(key, this.joined(uploadId, parts), { contentType, metadata, ifAbsent: options.ifAbsent })
      .catch((error: NodeJS.ErrnoException) => {
        // completed or aborted by somebody else while we were reading its parts
        throw error.code === 'ENOENT' ? missing(uploadId) : error;
      });
    await this.abort(key, uploadId);
    return facts;
  }

  async abort(_key: string, uploadId: string): Promise<void> {
    await rm(this.storage.paths.upload(uploadId), { recursive: true, force: true });
  }

  async *unfinished(prefix: string): AsyncIterable<{ key: string; uploadId: string; startedAt: Date }> {
    for (const uploadId of await readdir(this.storage.paths.uploads).catch(() => [])) {
      const upload = await this.read(uploadId);
      if (upload?.key.startsWith(prefix)) yield { key: upload.key, uploadId, startedAt: new Date(upload.startedAt) };
    }
  }

  private async *joined(uploadId: string, parts: readonly UploadPart[]): AsyncIterable<Buffer> {
    for (const part of parts) {
      let sums = noBytes;
      for await (const chunk of createReadStream(
        join(this.storage.paths.upload(uploadId), partName(part.number, part.etag)),
        { highWaterMark: 512 * 1024 },
      )) {
        sums = extendSums(sums, chunk as Buffer);
        yield chunk as Buffer;
      }
      if (etagOf(sums) !== part.etag)
        throw new Failure('part-corrupt', 'hub', `Part ${part.number} is not what was uploaded`);
    }
  }

  private async find(key: string, uploadId: string): Promise<z.infer<typeof uploadSchema>> {
    const upload = await this.read(uploadId);
    if (upload?.key !== key) throw missing(uploadId);
    return upload;
  }

  private async read(uploadId: string): Promise<z.infer<typeof uploadSchema> | null> {
    if (!/^[0-9a-f-]{36}$/.test(uploadId)) return null;
    try {
      return uploadSchema.parse(JSON.parse(await readFile(join(this.storage.paths.upload(uploadId), record), 'utf8')));
    } catch {
      return null;
    }
  }
}

const missing = (uploadId: string): Failure =>
  new Failure('upload-missing', 'user', 'There is no such upload: it was completed or aborted', {
    field: 'uploadId',
    value: uploadId,
  });
