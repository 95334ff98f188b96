import { extendSums, noBytes, streamArchive, type ArchiveLayout, type Sums } from '@hub/archive';
import { Failure } from '@hub/failures';
import { cutIntoParts, inFlight, type Bucket, type UploadPart } from '@hub/object-storage';
import { endOf, type Checkpoint, type DeliveryContext, type PartRange } from './delivery-job.js';
import { marksOf } from './delivery.js';
import { differs } from './conclude-delivery.js';
import type { DeliveryUploads } from './delivery-uploads.js';
import { PartBuffers } from './part-buffers.js';
import { RunningSha256 } from './running-sha256.js';
import { stagedMissing } from './staged-archives.js';

/** Memory of a delivery: these and the one being filled, 8 MiB each. */
const mostInFlight = 3;
const buffers = new PartBuffers(mostInFlight + 1);
const contentType = 'application/zip';
/** After the last part: another worker, or a try whose answer was lost, has made the object. */
const settled = new Set(['object-exists', 'upload-missing']);

export interface SliceUpload {
  readonly jobId: string;
  readonly context: DeliveryContext;
  readonly layout: ArchiveLayout;
  readonly range: PartRange;
  /** Null for the first slice. */
  readonly before: Checkpoint | null;
  readonly staging: Bucket;
  readonly destination: Bucket;
  readonly uploads: Pick<DeliveryUploads, 'begin' | 'find'>;
  /** How many parts the bucket takes at once. */
  readonly width: number;
  readonly signal: AbortSignal;
}

/** Sends a range of parts straight from the staged segments; the SHA-256 runs along in order. */
export async function uploadSlice(upload: SliceUpload): Promise<Checkpoint> {
  const { context, range } = upload;
  if (context.partBytes === null) return putWhole(upload);
  const uploadId = await uploadOf(upload);
  const reading = await Reading.open(upload, context.partBytes);
  const parts = await inFlight(reading.parts(), Math.min(mostInFlight, upload.width), async (each) => {
    const uploaded = await send(upload, uploadId, each);
    // only what was answered: a part that failed may still be on its way
    buffers.free(each.part);
    return uploaded;
  });
  return { parts, ...reading.checkpoint(endOf(range, context.partBytes, context.bytes)) };
}

/** Throws Failure `upload-missing` when it was begun and is not known any more. */
async function uploadOf({ jobId, context, layout, before, destination, uploads }: SliceUpload): Promise<string> {
  if (before !== null) {
    const begun = await uploads.find(jobId);
    if (begun === null) throw new Failure('upload-missing', 'destination', 'The upload is not known any more');
    return begun;
  }
  const expected = { bytes: layout.bytes, crc32c: layout.sums?.crc32c };
  const options = { contentType, metadata: marksOf(context), ifAbsent: true, expected };
  return uploads.begin(jobId, context, {
    begin: () => destination.uploads.begin(context.key, options),
    abort: (uploadId) => destination.uploads.abort(context.key, uploadId),
  });
}

async function send(
  { context, destination }: SliceUpload,
  uploadId: string,
  { number, offset, part }: ReadPart,
): Promise<UploadPart> {
  const last = offset + part.length === context.bytes;
  try {
    return await destination.uploads.uploadPart(context.key, uploadId, { number, offset, last }, part);
  } catch (error) {
    if (!last || !(error instanceof Failure && settled.has(error.code))) throw error;
    const facts = await destination.head(context.key);
    if (facts?.bytes !== context.bytes) throw error.code === 'object-exists' ? differs() : error;
    // whose object it is, the conclusion finds out
    return { number, bytes: part.length, etag: '' };
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
  return { parts: [], ...checkpoint };
}

interface ReadPart {
  /** From 1. */
  readonly number: number;
  readonly offset: number;
  readonly part: Buffer;
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

  async *parts(): AsyncGenerator<ReadPart> {
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
