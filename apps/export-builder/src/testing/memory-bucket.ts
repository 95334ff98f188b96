import { Readable } from 'node:stream';
import { Failure } from '@hub/failures';
import type { ByteRange, ObjectFacts, ObjectStorage } from '@hub/object-storage';

/** What a build needs of the staging bucket. */
export type BuildBucket = Pick<ObjectStorage, 'put' | 'putStream' | 'get'>;

/** A bucket without a disk, for specs that build hundreds of archives. */
export class MemoryBucket implements BuildBucket {
  private readonly objects = new Map<string, Buffer>();

  async put(key: string, body: Buffer): Promise<ObjectFacts> {
    this.objects.set(key, body);
    return { key, bytes: body.length, modifiedAt: new Date(0), metadata: {} };
  }

  async putStream(key: string, body: Readable): Promise<ObjectFacts> {
    return this.put(key, Buffer.concat((await body.toArray()) as Buffer[]));
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const body = this.objects.get(key);
    if (!body) throw new Failure('object-missing', 'user', `There is no ${key}.`);
    return Readable.from([range ? body.subarray(range.start, range.end + 1) : body]);
  }
}
