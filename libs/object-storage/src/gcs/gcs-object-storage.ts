import { randomBytes } from 'node:crypto';
import { addAbortSignal, type Readable } from 'node:stream';
import { crc32c, crc32cCombine } from '@hub/archive';
import { toBase64 } from '../checksums/crc-base64.js';
import type { ByteRange, ObjectFacts, ObjectStorage, PutOptions, UploadPart } from '../object-storage.js';
import { cutIntoParts } from '../parts/cut-into-parts.js';
import type { GcsClient } from './gcs-client.js';
import type { GcsObjects } from './gcs-objects.js';
import { factsOf, pageFields, pageSchema, resourceFields, resourceSchema } from './gcs-resource.js';
import type { GcsUploads } from './gcs-uploads.js';

const streamPartBytes = 8 * 1024 * 1024;

/** A bucket of Google Cloud Storage, by its JSON API. */
export class GcsObjectStorage implements ObjectStorage {
  constructor(
    readonly bucket: string,
    private readonly client: GcsClient,
    private readonly objects: GcsObjects,
    private readonly uploads: GcsUploads,
  ) {}

  /** Facts and bytes in one call; Google refuses bytes of another sum. */
  async put(key: string, body: Buffer, options: PutOptions = {}): Promise<ObjectFacts> {
    const { contentType = 'application/octet-stream', metadata } = options;
    const resource = { name: key, contentType, metadata, crc32c: toBase64(crc32c(body)) };
    const boundary = randomBytes(16).toString('hex');
    const head =
      `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(resource)}\r\n` +
      `--${boundary}\r\ncontent-type: ${contentType}\r\n\r\n`;
    const stored = await this.client.json(resourceSchema, {
      method: 'POST',
      ofBucket: true,
      url: this.client.uploadUrl({
        uploadType: 'multipart',
        name: key,
        fields: resourceFields,
        ...(options.ifAbsent ? { ifGenerationMatch: '0' } : {}),
      }),
      headers: { 'content-type': `multipart/related; boundary=${boundary}` },
      body: [Buffer.from(head), body, Buffer.from(`\r\n--${boundary}--`)],
      signal: options.signal,
    });
    return factsOf(stored);
  }

  /** One call for what fits one part, else a session: about two parts of memory. */
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

  async get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<Readable> {
    const answer = await this.client.call({
      method: 'GET',
      url: this.client.objectUrl(key, { alt: 'media' }),
      headers: range ? { range: `bytes=${range.start}-${range.end}` } : {},
      signal,
    });
    return signal ? addAbortSignal(signal, answer) : answer;
  }

  async head(key: string): Promise<ObjectFacts | null> {
    const found = await this.objects.find(key);
    return found && factsOf(found);
  }

  delete(key: string): Promise<void> {
    return this.objects.remove(key);
  }

  /** Google lists in the order of the keys' UTF-8 bytes. */
  async *list(prefix: string): AsyncIterable<ObjectFacts> {
    for (let pageToken: string | undefined = ''; pageToken !== undefined;) {
      const page: { items: Parameters<typeof factsOf>[0][]; nextPageToken?: string } = await this.client.json(
        pageSchema,
        {
          method: 'GET',
          ofBucket: true,
          url: this.client.objectsUrl({
            prefix,
            fields: pageFields,
            maxResults: '1000',
            ...(pageToken && { pageToken }),
          }),
        },
      );
      yield* page.items.map(factsOf);
      pageToken = page.nextPageToken;
    }
  }
}
