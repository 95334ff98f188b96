import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { addAbortSignal, Readable } from 'node:stream';
import { Failure } from '@hub/failures';
import type { ByteRange, ObjectFacts, ObjectStorage, PartSpot, PutOptions, UploadPart } from '../object-storage.js';
import { cutIntoParts } from '../parts/cut-into-parts.js';
import { inFlight } from '../parts/in-flight.js';
import { fromBase64 } from '../checksums/crc-base64.js';
import { sumOf } from './s3-checksums.js';
import { classifyS3Error } from './s3-errors.js';
import type { S3Uploads } from './s3-uploads.js';

const streamPartBytes = 8 * 1024 * 1024;
const streamPartsInFlight = 3;

/** A bucket of AWS S3 or of a store that speaks its protocol. */
export class S3ObjectStorage implements ObjectStorage {
  constructor(
    readonly bucket: string,
    private readonly client: S3Client,
    private readonly uploads: S3Uploads,
    private readonly checksums: boolean,
  ) {}

  async put(key: string, body: Buffer, options: PutOptions = {}): Promise<ObjectFacts> {
    const { ETag } = await this.client.send(
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Body: body,
        ContentType: options.contentType,
        Metadata: { ...options.metadata },
        IfNoneMatch: options.ifAbsent ? '*' : undefined,
        ChecksumCRC32C: this.checksums ? sumOf(body) : undefined,
      }),
      { abortSignal: options.signal },
    );
    // a web server that says 200 to everything has kept nothing
    if (!ETag) throw new Failure('store-refused', 'destination', 'The address does not answer like a store');
    return { key, bytes: body.length, modifiedAt: new Date(), metadata: { ...options.metadata } };
  }

  /** One call for what fits one part, else an upload in parts: about four parts of memory. */
  async putStream(key: string, body: Readable, options: PutOptions = {}): Promise<ObjectFacts> {
    if (options.signal) addAbortSignal(options.signal, body);
    const parts = cutIntoParts(body, streamPartBytes);
    const first = (await parts.next()).value ?? Buffer.alloc(0);
    if (first.length < streamPartBytes) return this.put(key, first, options);
    const uploadId = await this.uploads.begin(key, options);
    try {
      const uploaded = await this.uploadAll(key, uploadId, first, parts, options.signal);
      return await this.uploads.complete(key, uploadId, uploaded, options);
    } catch (error) {
      await this.uploads.abort(key, uploadId).catch(() => undefined);
      throw error;
    }
  }

  private uploadAll(
    key: string,
    uploadId: string,
    first: Buffer,
    rest: AsyncIterable<Buffer>,
    signal?: AbortSignal,
  ): Promise<UploadPart[]> {
    async function* placed(): AsyncGenerator<{ spot: PartSpot; part: Buffer }> {
      let number = 1;
      // this store does not ask which is the last
      const spotOf = (): PartSpot => ({ number, offset: (number - 1) * streamPartBytes, last: false });
      yield { spot: spotOf(), part: first };
      for await (const part of rest) {
        number++;
        yield { spot: spotOf(), part };
      }
    }
    return inFlight(placed(), streamPartsInFlight, ({ spot, part }) =>
      this.uploads.uploadPart(key, uploadId, spot, part, signal),
    );
  }

  async get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<Readable> {
    const Range = range ? `bytes=${range.start}-${range.end}` : undefined;
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, Range }), {
      abortSignal: signal,
    });
    if (!(Body instanceof Readable)) throw new Failure('unexpected', 'hub', 'The store answered without a body');
    return signal ? addAbortSignal(signal, Body) : Body;
  }

  async head(key: string): Promise<ObjectFacts | null> {
    const command = new HeadObjectCommand({
      Bucket: this.bucket,
      Key: key,
      ChecksumMode: this.checksums ? 'ENABLED' : undefined,
    });
    try {
      return factsOf(key, await this.client.send(command));
    } catch (error) {
      if (classifyS3Error(error).code === 'object-missing') return null;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  async *list(prefix: string): AsyncIterable<ObjectFacts> {
    for await (const page of paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: prefix })) {
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        if (Key) yield { key: Key, bytes: Size ?? 0, modifiedAt: LastModified ?? new Date(0), metadata: {} };
      }
    }
  }
}

function factsOf(key: string, head: HeadObjectCommandOutput): ObjectFacts {
  const whole = head.ChecksumType !== 'COMPOSITE';
  return {
    key,
    bytes: head.ContentLength ?? 0,
    modifiedAt: head.LastModified ?? new Date(0),
    metadata: head.Metadata ?? {},
    crc32: whole ? fromBase64(head.ChecksumCRC32) : undefined,
    crc32c: whole ? fromBase64(head.ChecksumCRC32C) : undefined,
  };
}
