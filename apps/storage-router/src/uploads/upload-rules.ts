import type { ZipLimits } from '@hub/archive';

/** How much a plugin may give back, and for how long. */
export class UploadRules {
  constructor(
    readonly mostBytes: number,
    readonly zip: ZipLimits,
    /** Ms until a place to upload to is void, and a result that nobody took is removed. */
    readonly keptMs: number,
  ) {}
}
