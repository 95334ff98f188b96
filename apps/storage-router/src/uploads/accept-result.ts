import { inspectZip, looksLikeZip, type Sums } from '@hub/archive';
import { Failure } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { hashOf } from '../links/issue-ticket.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import type { PluginUpload, UploadedFile } from './plugin-upload.js';
import { tokenOf } from './upload-address.js';
import { UploadBuckets } from './upload-buckets.js';
import { UploadSettings } from './upload-settings.js';

export const resultQuestionSchema = z.object({
  /** What the plugin answered: the upload URL or the signed one, with or without a query. */
  url: z.string(),
  organizationId: z.string(),
  projectId: z.string(),
  sessionId: z.string(),
});
export type ResultQuestion = z.infer<typeof resultQuestionSchema>;

/** A result that may be delivered, by reference: it lies in the staging bucket and does not change. */
export interface AcceptedResult {
  readonly fileName: string;
  readonly bytes: number;
  readonly blob: Sums & { readonly key: string };
  readonly sha256: string;
}

/** Looks whether what a plugin answered is a file that may go to people. Asking again gives the same answer. */
@Injectable()
export class AcceptResult {
  constructor(
    private readonly uploads: PluginUploadsRepository,
    private readonly buckets: UploadBuckets,
    private readonly settings: UploadSettings,
  ) {}

  /** Throws Failure (fault `plugin`): `not-an-upload`, `upload-missing`, `result-too-large`, `result-unsafe`; or what the store says. */
  async execute(question: ResultQuestion): Promise<AcceptedResult> {
    const token = tokenOf(question.url);
    const upload = token === null ? null : await this.uploads.find(hashOf(token));
    if (!upload || !belongs(upload, question))
      throw new Failure(
        'not-an-upload',
        'plugin',
        'The plugin did not answer with the address of an upload of its run.',
      );
    const bucket = this.buckets.of(upload);
    const { file, fileName } = upload;
    if (!file || (await bucket.head(file.key))?.bytes !== file.bytes)
      throw new Failure(
        'upload-missing',
        'plugin',
        `The plugin named '${fileName}' as its result and did not upload it.`,
      );
    if (file.bytes > this.settings.maxBytes)
      throw new Failure('result-too-large', 'plugin', `'${fileName}' is larger than ${this.settings.maxBytes} bytes.`);
    await inspect(fileName, file, bucket);
    const { key, bytes, crc32, crc32c, sha256 } = file;
    return { fileName, bytes, blob: { key, bytes, crc32, crc32c }, sha256 };
  }
}

/** One by a person's key counts for each run in its project. */
const belongs = (upload: PluginUpload, { organizationId, projectId, sessionId }: ResultQuestion): boolean =>
  upload.type === 'exports' &&
  upload.organizationId === organizationId &&
  upload.projectId === projectId &&
  (upload.sessionId === null || upload.sessionId === sessionId);

async function inspect(fileName: string, { key, bytes }: UploadedFile, bucket: Bucket): Promise<void> {
  const open = (blob: string, range?: { start: number; end: number }) => bucket.get(blob, range);
  const first = bytes === 0 ? [] : await (await open(key, { start: 0, end: Math.min(bytes, 4) - 1 })).toArray();
  if (looksLikeZip(fileName, Buffer.concat(first as Buffer[]))) await inspectZip({ key, bytes }, open);
}
