import { inspectZip, looksLikeZip } from '@hub/archive';
import { Failure } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { Buckets } from '../deliver/buckets.js';
import { hashOf, PublicOrigin } from '../links/issue-ticket.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { tokenIn } from './upload-address.js';
import { UploadRules } from './upload-rules.js';

export const resultClaimSchema = z.object({
  url: z.string().max(20_000),
  organizationId: z.string(),
  projectId: z.string(),
  sessionId: z.string(),
});
export type ResultClaim = z.output<typeof resultClaimSchema>;

export interface PluginResult {
  readonly fileName: string;
  readonly blob: { readonly key: string; readonly bytes: number; readonly crc32: number; readonly crc32c: number };
  readonly sha256: string;
}

/** What a plugin says it has uploaded: whether that is so, and whether it can be handed on. The bytes stay as they are. */
@Injectable()
export class TakeResult {
  constructor(
    private readonly uploads: PluginUploadsRepository,
    private readonly buckets: Buckets,
    private readonly origin: PublicOrigin,
    private readonly rules: UploadRules,
  ) {}

  /** Throws Failure, fault `plugin`: `not-an-upload`, `upload-missing`, `result-unsafe`, `result-too-large`. */
  async execute({ url, organizationId, projectId, sessionId }: ResultClaim): Promise<PluginResult> {
    const token = tokenIn(url, this.origin.url);
    const upload = token === null ? null : await this.uploads.find(hashOf(token));
    // nothing is said of what belongs to others
    if (upload?.organizationId !== organizationId || upload.projectId !== projectId || upload.sessionId !== sessionId)
      throw new Failure(
        'not-an-upload',
        'plugin',
        'The plugin answered with an address that it did not get from this Hub.',
      );
    const { key, bytes, crc32, crc32c, sha256, fileName } = upload;
    if (key === null || bytes === null || crc32 === null || crc32c === null || sha256 === null)
      throw new Failure('upload-missing', 'plugin', 'The plugin answered, but had not uploaded its file.');
    await this.inspect(key, bytes, fileName);
    return { fileName, blob: { key, bytes, crc32, crc32c }, sha256 };
  }

  private async inspect(key: string, bytes: number, fileName: string): Promise<void> {
    const open = (range: { start: number; end: number }) => this.buckets.staging.get(key, range);
    const head = bytes < 4 ? Buffer.alloc(0) : await buffer(await open({ start: 0, end: 3 }));
    if (looksLikeZip(head) || /\.zip$/i.test(fileName)) await inspectZip(open, bytes, this.rules.zip);
  }
}
