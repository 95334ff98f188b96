import { createHash } from 'node:crypto';
import { extendSums, noBytes, type Sums } from '@hub/archive';
import { Failure } from '@hub/failures';

/** A body on its way, counted and summed as it passes. Memory: one chunk. */
export class MeasuredBody {
  private readonly hash = createHash('sha256');
  private sums: Sums = noBytes;
  /** Why it was ended by us; a store may report it in words of its own. */
  failure: Failure | null = null;

  constructor(
    private readonly body: AsyncIterable<Buffer>,
    private readonly maxBytes: number,
  ) {}

  /** Throws Failure `too-large`. */
  async *read(): AsyncGenerator<Buffer> {
    for await (const chunk of this.body) {
      this.sums = extendSums(this.sums, chunk);
      if (this.sums.bytes > this.maxBytes) throw (this.failure = tooLargeUpload(this.maxBytes));
      this.hash.update(chunk);
      yield chunk;
    }
  }

  /** Once, after the end. */
  facts(): Sums & { readonly sha256: string } {
    return { ...this.sums, sha256: this.hash.digest('hex') };
  }
}

export const tooLargeUpload = (maxBytes: number): Failure =>
  new Failure('too-large', 'user', `The file is larger than ${maxBytes} bytes.`, {
    field: 'body',
    expected: `at most ${maxBytes} bytes`,
  });
