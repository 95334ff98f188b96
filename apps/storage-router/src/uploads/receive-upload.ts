import { createHash, randomUUID } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { extendSums, noBytes } from '@hub/archive';
import { Failure, notFound } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import { Buckets } from '../deliver/buckets.js';
import { hashOf } from '../links/issue-ticket.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { UploadRules } from './upload-rules.js';

/** Takes an uploaded file into the staging bucket as it comes, with flat memory. It counts when all of it is there. */
@Injectable()
export class ReceiveUpload {
  constructor(
    private readonly uploads: PluginUploadsRepository,
    private readonly buckets: Buckets,
    private readonly rules: UploadRules,
  ) {}

  /** `announced`: bytes, as the client says. Throws Failure: `not-found`, `gone`, `too-large`, or what the store says. */
  async execute(token: string, body: Readable, announced: number | null): Promise<void> {
    const tokenHash = hashOf(token);
    const upload = await this.uploads.find(tokenHash);
    if (!upload) throw notFound('There is no such place to upload to.');
    if (Date.now() - upload.createdAt.getTime() > this.rules.keptMs)
      throw new Failure('gone', 'user', 'This place to upload to is void: ask for another one.');
    if (announced !== null && announced > this.rules.mostBytes) throw tooLarge(this.rules.mostBytes);
    const counted = new CountedBytes(this.rules.mostBytes);
    // a name of its own each time: what is there stays whole until this is
    const key = `plugin-results/${tokenHash.slice(0, 32)}/${randomUUID()}`;
    body.once('error', (error) => counted.destroy(error));
    await this.buckets.staging.putStream(key, body.pipe(counted), { ifAbsent: true });
    const replaced = await this.uploads.stored(tokenHash, { key, ...counted.facts() });
    if (replaced) await this.buckets.staging.delete(replaced);
  }
}

/** Passes bytes on, with their sums. */
class CountedBytes extends Transform {
  private sums = noBytes;
  private readonly sha256 = createHash('sha256');

  constructor(private readonly most: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error: Error | null, chunk?: Buffer) => void): void {
    this.sums = extendSums(this.sums, chunk);
    if (this.sums.bytes > this.most) return done(tooLarge(this.most));
    this.sha256.update(chunk);
    done(null, chunk);
  }

  facts(): { bytes: number; crc32: number; crc32c: number; sha256: string } {
    return { ...this.sums, sha256: this.sha256.digest('hex') };
  }
}

const tooLarge = (most: number): Failure =>
  new Failure('too-large', 'user', `The file has more than ${most} bytes, which is the most that is taken.`);
