import { addAbortSignal, type Readable } from 'node:stream';
import type { GetFilesOptions } from '@google-cloud/storage';
import { crc32c, crc32cCombine } from '@hub/archive';
import { toBase64 } from '../checksums/crc-base64.js';
import type { ByteRange, ObjectFacts, ObjectStorage, PutOptions, UploadPart } from '../object-storage.js';
import { cutIntoParts } from '../parts/cut-into-parts.js';
import type { GcsClient } from './gcs-client.js';
import { openMedia } from './gcs-media.js';
import type { GcsObjects } from './gcs-objects.js';
import { factsOf, pageFields, pageSchema, resourceSchema } from './gcs-resource.js';
import type { GcsUploads } from './gcs-uploads.js';

const streamPartBytes = 8 * 1024 * 1024;

/** A bucket of Google Cloud Storage. */
export class GcsObjectStorage implements ObjectStorage {
  readonly bucket: string;

  constructor(
    private readonly client: GcsClient,
    private readonly objects: GcsObjects,
    private readonly uploads: GcsUploads,
  ) {
    this.bucket = client.bucket;
  }

  /** Google itself refuses bytes of another sum: the library's check, which looks afterwards, is off. */
  async put(key: string, body: Buffer, options: PutOptions = {}): Promise<ObjectFacts> {
    const { contentType = 'application/octet-stream', metadata } = options;
    const stored = await this.client.askBucket(async (files) => {
      const file = files.file(key);
      await file.save(body, {
        resumable: false,
        validation: false,
        metadata: { contentType, metadata, crc32c: toBase64(crc32c(body)) },
        preconditionOpts: options.ifAbsent ? { ifGenerationMatch: 0 } : {},
      });
      return file.metadata;
    }, options.signal);
    return factsOf(resourceSchema.parse(stored));
  }

  /**
   * One call for what fits one part, else a session by our own protocol: about two parts of memory. The library's stream
   * leaves its session behind when it is given up.
   */
  async putStream(key: string, body: Readable, options: PutOptions = {}): Promise<ObjectFacts> {
    if (options.signal) addAbortSignal(options.signal, body);
    const sent: Buffer[] = [];
    const parts = cutIntoParts(body, streamPartBytes, (bytes) => sent.pop() ?? Buffer.allocUnsafe(bytes));
    const first = (await parts.next()).value ?? Buffer.alloc(0);
    if (first.length < streamPartBytes) return this.put(key, first, options);
    const uploadId = await this.uploads.begin(key, options);
    try {
      const uploaded: UploadPart[] = [];
      for await (const part of this.uploadAll(key, uploadId, first, parts, options)) {
        uploaded.push(part.uploaded);
        sent.push(part.body);
      }
      return await this.uploads.complete(key, uploadId, uploaded);
    } catch (error) {
      await this.uploads.abort(key, uploadId).catch(() => undefined);
      throw error;
    }
  }

  /** In order, each held until it is known whether it is the last. Their buffers are free again when they come out. */
  private async *uploadAll(
    key: string,
    uploadId: string,
    first: Buffer,
    rest: AsyncIterator<Buffer>,
    { signal }: PutOptions,
  ): AsyncGenerator<{ uploaded: UploadPart; body: Buffer }> {
    let whole = 0;
    let body: Buffer | undefined = first;
    for (let number = 1, offset = 0; body; number++) {
      const next = await rest.next();
      const sum = crc32c(body);
      whole = crc32cCombine(whole, sum, body.length);
      const spot = { number, offset, last: next.done === true, crc32c: sum };
      yield { uploaded: await this.uploads.uploadPart(key, uploadId, spot, body, signal, whole), body };
      offset += body.length;
      body = next.done ? undefined : next.value;
    }
  }

  get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<Readable> {
    return openMedia(this.client, key, range, signal);
  }

  async head(key: string): Promise<ObjectFacts | null> {
    const found = await this.objects.find(key);
    return found && factsOf(found);
  }

  delete(key: string): Promise<void> {
    return this.objects.remove(key);
  }

  /** Google lists in the order of the keys' UTF-8 bytes. A page is held at a time. */
  async *list(prefix: string): AsyncIterable<ObjectFacts> {
    const query = { prefix, fields: pageFields, maxResults: 1000, autoPaginate: false };
    for (let next: { pageToken?: string } | null = {}; next;) {
      const asked: GetFilesOptions = { ...query, ...next };
      const [, , answer] = await this.client.askBucket((files) => files.getFiles(asked));
      const { items, nextPageToken: pageToken } = pageSchema.parse(answer);
      yield* items.map(factsOf);
      next = pageToken === undefined ? null : { pageToken };
    }
  }
}
