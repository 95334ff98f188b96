import { setTimeout as sleep } from 'node:timers/promises';
import type { Bucket } from '@hub/object-storage';

interface Watched {
  readonly bucket: Bucket;
  readonly expected: { readonly bytes: number; readonly crc32c: number };
  /** Objects that were seen whole. */
  readonly whole: Set<string>;
}

/** Looks into buckets all the time, by a way that no fault meets: an object that is there has to be there whole. */
export class ObjectWatch {
  /** Objects that were not what they were to become. */
  readonly halfVisible: string[] = [];
  looks = 0;
  private readonly watched = new Set<Watched>();
  private stopped = false;
  private readonly ended: Promise<void>;

  constructor() {
    this.ended = this.run();
  }

  /** Returns what ends it, after a last look. */
  watch(bucket: Bucket, expected: Watched['expected']): () => Promise<void> {
    const watched = { bucket, expected, whole: new Set<string>() };
    this.watched.add(watched);
    return async () => {
      this.watched.delete(watched);
      await this.look(watched);
    };
  }

  /** Rejects when a look failed. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      for (const watched of this.watched) await this.look(watched);
      await sleep(20);
    }
  }

  private async look({ bucket, expected, whole }: Watched): Promise<void> {
    this.looks++;
    for await (const { key, bytes } of bucket.list('')) {
      if (whole.has(key)) continue;
      const facts = await bucket.head(key);
      // gone since: it was not half there
      if (!facts) continue;
      const same = bytes === expected.bytes && facts.bytes === expected.bytes && facts.crc32c === expected.crc32c;
      if (same) whole.add(key);
      else this.halfVisible.push(`${bucket.bucket}/${key}: ${bytes} of ${expected.bytes} bytes`);
    }
  }
}
