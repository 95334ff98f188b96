import { extendSums, noBytes, streamArchive, type ArchiveLayout, type Sums } from '@hub/archive';
import { Failure } from '@hub/failures';
import { cutIntoParts, inFlight, type Bucket } from '@hub/object-storage';
import { endOf, type Checkpoint, type DeliveryContext, type PartRange } from './delivery-job.js';
import { marksOf } from './delivery.js';
import { PartBuffers } from './part-buffers.js';
import { RunningSha256 } from './running-sha256.js';
import { stagedMissing } from './staged-archives.js';

/** Memory of a delivery: these and the one being filled, 8 MiB each. */
const mostInFlight = 3;
const buffers = new PartBuffers(mostInFlight + 1);
const contentType = 'application/zip';

export interface SliceUpload {
  readonly context: DeliveryContext;
  readonly layout: ArchiveLayout;
  readonly range: PartRange;
  /** Null for the first slice. */
  readonly before: Checkpoint | null;
  readonly staging: Bucket;
  readonly destination: Bucket;
  readonly signal: AbortSignal;
}

/** Sends a range of parts straight from the staged segments; the SHA-256 runs along in order. */
export async function uploadSlice(upload: SliceUpload): Promise<Checkpoint> {
  const { context, range, before, destination, signal } = upload;
  if (context.partBytes === null) return putWhole(upload);
  const begun = before?.uploadId ?? null;
  const { bytes, sums } = upload.layout;
  const expected = { bytes, crc32c: sums?.crc32c };
  const options = { contentType, metadata: marksOf(context), ifAbsent: true, expected };
  const uploadId = begun ?? (await destination.uploads.begin(context.key, options));
  try {
    const reading = await Reading.open(upload, context.partBytes);
    const atOnce = Math.min(mostInFlight, destination.uploads.partsInFlight);
    const parts = await inFlight(reading.parts(), atOnce, async ({ number, offset, part }) => {
      const spot = { number, offset, last: offset + part.length === context.bytes };
      const uploaded = await destination.uploads.uploadPart(context.key, uploadId, spot, part, signal);
      // only what was answered: a part that failed may still be on its way
      buffers.free(part);
      return uploaded;
    });
    return { uploadId, parts, ...reading.checkpoint(endOf(range, context.partBytes, context.bytes)) };
  } catch (error) {
    // nobody knows an upload whose beginning was not recorded
    if (begun === null) await destination.uploads.abort(context.key, uploadId).catch(() => undefined);
    throw error;
  }
}

/** A small archive: one call. That it is there already is settled by looking at it, in the conclusion. */
async function putWhole(upload: SliceUpload): Promise<Checkpoint> {
  const { context, destination } = upload;
  const reading = await Reading.open(upload, Math.max(1, context.bytes));
  let whole: Buffer = Buffer.alloc(0);
  for await (const { part } of reading.parts()) whole = part;
  const checkpoint = reading.checkpoint(context.bytes);
  try {
    await destination.put(context.key, whole, { contentType, metadata: marksOf(context), ifAbsent: true });
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'object-exists')) throw error;
  }
  return { uploadId: null, parts: [], ...checkpoint };
}

/** Reads the staged archive from a checkpoint on, part by part, and keeps the sums. */
class Reading {
  private constructor(
    private readonly upload: SliceUpload,
    private readonly partBytes: number,
    private readonly hash: RunningSha256,
    private sums: Sums,
  ) {}

  static async open(upload: SliceUpload, partBytes: number): Promise<Reading> {
    const hash = await RunningSha256.open(upload.before?.sha256);
    return new Reading(upload, partBytes, hash, upload.before?.sums ?? noBytes);
  }

  async *parts(): AsyncGenerator<{ number: number; offset: number; part: Buffer }> {
    const { layout, range, staging, signal } = this.upload;
    const open = (key: string, bytes?: { start: number; end: number }) => staging.get(key, bytes, signal);
    let number = range.first;
    try {
      const archive = streamArchive(layout, open, this.sums.bytes);
      for await (const part of cutIntoParts(archive, this.partBytes, (bytes) => buffers.take(bytes))) {
        const offset = this.sums.bytes;
        this.hash.update(part);
        this.sums = extendSums(this.sums, part);
        number++;
        yield { number, offset, part };
        if (number === range.first + range.parts) return;
      }
    } catch (error) {
      throw stagedMissing(error);
    }
  }

  /** Throws `archive-short` when the archive did not reach to where the slice ends. */
  checkpoint(end: number): Pick<Checkpoint, 'sums' | 'sha256'> {
    if (this.sums.bytes !== end)
      throw new Failure('archive-short', 'hub', `The staged archive ends at byte ${this.sums.bytes} instead of ${end}`);
    return { sums: this.sums, sha256: this.hash.save() };
  }
}
