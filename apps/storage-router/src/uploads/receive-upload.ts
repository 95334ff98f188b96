import { randomUUID } from 'node:crypto';
import { addAbortSignal, Readable } from 'node:stream';
import { conflict, Failure, notFound } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { hashOf } from '../links/issue-ticket.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { MeasuredBody, tooLargeUpload } from './measured-body.js';
import { folderOf, type PluginUpload, type UploadedFile } from './plugin-upload.js';
import { Turnstile } from './turnstile.js';
import { UploadBuckets } from './upload-buckets.js';
import { UploadSettings } from './upload-settings.js';

/** A body of a request. */
export interface UploadBody {
  readonly stream: Readable;
  /** As announced; null where it is not. */
  readonly bytes: number | null;
  /** Whether all of it came. */
  complete(): boolean;
}

/**
 * Takes the bytes of an upload. They are there when all of them are, and do not change from then on: a PUT that comes
 * again with the same bytes is answered as the first one, one with others is refused. Each try has a key of its own, so
 * two at a time do not meet.
 */
@Injectable()
export class ReceiveUpload {
  private readonly turnstile: Turnstile;

  constructor(
    private readonly uploads: PluginUploadsRepository,
    private readonly buckets: UploadBuckets,
    private readonly settings: UploadSettings,
  ) {
    this.turnstile = new Turnstile(settings.atOnce);
  }

  /** Throws Failure: `not-found`, `gone`, `too-large`, `conflict`, `upload-cut-off`, `upload-too-slow`, or what the store says. */
  async execute(token: string, body: UploadBody): Promise<PluginUpload & { readonly file: UploadedFile }> {
    const { maxBytes } = this.settings;
    const upload = await this.uploads.find(hashOf(token));
    if (!upload) throw notFound('There is no such upload.');
    if (body.bytes !== null && body.bytes > maxBytes) throw tooLargeUpload(maxBytes);
    return this.turnstile.pass(() => this.receive(upload, body));
  }

  private async receive(
    upload: PluginUpload,
    body: UploadBody,
  ): Promise<PluginUpload & { readonly file: UploadedFile }> {
    // a refusal is answered on the same connection: the request must outlive it
    const chunks = body.stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    const measured = new MeasuredBody(chunks, this.settings.maxBytes);
    const signal = AbortSignal.timeout(this.settings.mostMs);
    // ends the connection: a reader that waits for the next chunk cannot be told otherwise
    addAbortSignal(signal, body.stream);
    const bucket = this.buckets.of(upload);
    const key = `${folderOf(upload)}/${randomUUID()}`;
    try {
      const stream = Readable.from(measured.read(), { objectMode: false });
      if (upload.file) await readToEnd(addAbortSignal(signal, stream));
      else await bucket.putStream(key, stream, { contentType: 'application/octet-stream', ifAbsent: true, signal });
      if (!body.complete()) throw cutOff();
    } catch (error) {
      await bucket.delete(key).catch(() => undefined);
      if (measured.failure) throw measured.failure;
      if (signal.aborted) throw tooSlow(error);
      throw body.complete() || !body.stream.destroyed ? error : cutOff(error);
    }
    return this.settle(upload, { key, ...measured.facts() }, bucket);
  }

  /** The first one that is complete counts. */
  private async settle(
    upload: PluginUpload,
    file: UploadedFile,
    bucket: Bucket,
  ): Promise<PluginUpload & { readonly file: UploadedFile }> {
    const kept = upload.file ?? (await this.uploads.complete(upload.id, file));
    if (kept?.key === file.key) return { ...upload, file };
    await bucket.delete(file.key);
    if (!kept) throw new Failure('gone', 'user', 'This upload has expired.');
    if (kept.sha256 !== file.sha256)
      throw conflict('Another file was uploaded here already; ask for a new upload URL.');
    return { ...upload, file: kept };
  }
}

async function readToEnd(stream: Readable): Promise<void> {
  for await (const _ of stream);
}

const cutOff = (cause?: unknown): Failure =>
  new Failure('upload-cut-off', 'user', 'The upload ended before all of the file was there.', { cause });
const tooSlow = (cause: unknown): Failure =>
  new Failure('upload-too-slow', 'user', 'The upload took too long.', { cause });
