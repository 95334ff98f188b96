import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { crc32c } from '@hub/archive';
import { Failure } from '@hub/failures';
import type { MultipartUploads, ObjectFacts, PartSpot, PutOptions, UploadPart } from '../object-storage.js';
import { toBase64 } from '../checksums/crc-base64.js';
import { sumOfParts } from './s3-checksums.js';
import { classifyS3Error } from './s3-errors.js';

/** Source: S3 user guide, "Amazon S3 multipart upload limits". */
const minPartBytes = 5 * 1024 * 1024;
const maxParts = 10_000;

export class S3Uploads implements MultipartUploads {
  readonly minPartBytes = minPartBytes;
  readonly maxParts = maxParts;
  readonly partsInFlight = 3;

  constructor(
    private readonly bucket: string,
    private readonly client: S3Client,
    private readonly checksums: boolean,
    private readonly conditional: boolean,
  ) {}

  async begin(key: string, options: PutOptions = {}): Promise<string> {
    const { UploadId } = await this.client.send(
      new CreateMultipartUploadCommand({
        Bucket: this.bucket,
        Key: key,
        ContentType: options.contentType,
        Metadata: { ...options.metadata },
        ...(this.checksums ? { ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' } : {}),
      }),
    );
    if (!UploadId) throw new Failure('unexpected', 'hub', 'The store began an upload without an id');
    return UploadId;
  }

  async uploadPart(
    key: string,
    uploadId: string,
    { number, crc32c: known }: PartSpot,
    body: Buffer,
    signal?: AbortSignal,
  ): Promise<UploadPart> {
    const sum = this.checksums ? (known ?? crc32c(body)) : undefined;
    const { ETag } = await this.client.send(
      new UploadPartCommand({
        Bucket: this.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: number,
        Body: body,
        ChecksumCRC32C: sum === undefined ? undefined : toBase64(sum),
      }),
      { abortSignal: signal },
    );
    if (!ETag) throw new Failure('unexpected', 'hub', 'The store took a part without naming it');
    return { number, bytes: body.length, etag: ETag, crc32c: sum };
  }

  async complete(
    key: string,
    uploadId: string,
    parts: readonly UploadPart[],
    options: PutOptions = {},
  ): Promise<ObjectFacts> {
    if (options.ifAbsent && !this.conditional) await this.refuseTaken(key);
    const whole = this.checksums ? sumOfParts(parts) : undefined;
    await this.client.send(
      new CompleteMultipartUploadCommand({
        Bucket: this.bucket,
        Key: key,
        UploadId: uploadId,
        IfNoneMatch: options.ifAbsent && this.conditional ? '*' : undefined,
        ...(whole === undefined ? {} : { ChecksumCRC32C: whole, ChecksumType: 'FULL_OBJECT' }),
        MultipartUpload: {
          Parts: parts.map(({ number, etag, crc32c: sum }) => ({
            PartNumber: number,
            ETag: etag,
            ChecksumCRC32C: sum === undefined ? undefined : toBase64(sum),
          })),
        },
      }),
    );
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    return { key, bytes, modifiedAt: new Date(), metadata: { ...options.metadata } };
  }

  private async refuseTaken(key: string): Promise<void> {
    try {
      await this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
    } catch (error) {
      if (classifyS3Error(error).code === 'object-missing') return;
      throw error;
    }
    throw new Failure('object-exists', 'user', 'There is an object under this key already');
  }

  async abort(key: string, uploadId: string): Promise<void> {
    try {
      await this.client.send(new AbortMultipartUploadCommand({ Bucket: this.bucket, Key: key, UploadId: uploadId }));
    } catch (error) {
      if (classifyS3Error(error).code !== 'upload-missing') throw error;
    }
  }

  async *unfinished(prefix: string): AsyncIterable<{ key: string; uploadId: string; startedAt: Date }> {
    let after: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
    while (after) {
      const page: {
        Uploads?: { Key?: string; UploadId?: string; Initiated?: Date }[];
        IsTruncated?: boolean;
        NextKeyMarker?: string;
        NextUploadIdMarker?: string;
      } = await this.client.send(new ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: prefix, ...after }));
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Key && UploadId) yield { key: Key, uploadId: UploadId, startedAt: Initiated ?? new Date(0) };
      }
      after = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : null;
    }
  }
}
