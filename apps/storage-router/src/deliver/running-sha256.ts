import { createSHA256, type IHasher } from 'hash-wasm';

/** A SHA-256 whose state can be kept between processes; Node's own cannot be saved. */
export class RunningSha256 {
  private constructor(private readonly hasher: IHasher) {}

  /** From the start, or from a saved state (base64). */
  static async open(state?: string): Promise<RunningSha256> {
    const hasher = await createSHA256();
    if (state === undefined) hasher.init();
    else hasher.load(Buffer.from(state, 'base64'));
    return new RunningSha256(hasher);
  }

  update(bytes: Uint8Array): void {
    this.hasher.update(bytes);
  }

  save(): string {
    return Buffer.from(this.hasher.save()).toString('base64');
  }

  /** Ends it. */
  digest(): string {
    return this.hasher.digest('hex');
  }
}
