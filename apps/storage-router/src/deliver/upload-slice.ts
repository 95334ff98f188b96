import type { ArchiveLayout } from '@hub/archive';
import { Failure } from '@hub/failures';
import { inFlight, type Bucket, type UploadPart } from '@hub/object-storage';
import { contentTypeOf } from './content-type.js';
import { endOf, type Checkpoint, type DeliveryContext, type PartRange } from './delivery-job.js';
import { marksOf } from './delivery.js';
import { differs } from './conclude-delivery.js';
import type { DeliveryUploads } from './delivery-uploads.js';
import { PartBuffers } from './part-buffers.js';
import { PartReader, type ReadPart } from './read-parts.js';

/** Memory of a delivery: these and the one being filled, 8 MiB each; larger parts go one by one. */
const mostInFlight = 3;
const mostBytesInFlight = 24 * 1024 * 1024;
const buffers = new PartBuffers(mostInFlight + 1);
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
  const { partBytes } = context;
  const reader = await PartReader.open({ ...upload, partBytes, buffers });
  const bySize = Math.max(1, Math.floor(mostBytesInFlight / partBytes));
  const parts = await inFlight(reader.parts(), Math.min(mostInFlight, bySize, upload.width), async (each) => {
    const uploaded = await send(upload, uploadId, each);
    // only what was answered: a part that failed may still be on its way
    buffers.free(each.part);
    return uploaded;
  });
  return { parts, ...reader.checkpoint(endOf(range, partBytes, context.bytes)) };
}

/** Throws Failure `upload-missing` when it was begun and is not known any more. */
async function uploadOf({ jobId, context, layout, before, destination, uploads }: SliceUpload): Promise<string> {
  if (before !== null) {
    const begun = await uploads.find(jobId);
    if (begun === null) throw new Failure('upload-missing', 'destination', 'The upload is not known any more');
    return begun;
  }
  const expected = { bytes: layout.bytes, crc32c: layout.sums?.crc32c };
  const options = { contentType: contentTypeOf(context.key), metadata: marksOf(context), ifAbsent: true, expected };
  return uploads.begin(jobId, context, {
    begin: () => destination.uploads.begin(context.key, options),
    abort: (uploadId) => destination.uploads.abort(context.key, uploadId),
  });
}

async function send(
  { context, destination }: SliceUpload,
  uploadId: string,
  { number, offset, part, crc32c }: ReadPart,
): Promise<UploadPart> {
  const last = offset + part.length === context.bytes;
  try {
    return await destination.uploads.uploadPart(context.key, uploadId, { number, offset, last, crc32c }, part);
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
  const reader = await PartReader.open({ ...upload, partBytes: Math.max(1, context.bytes), buffers });
  let whole: Buffer = Buffer.alloc(0);
  for await (const { part } of reader.parts()) whole = part;
  const checkpoint = reader.checkpoint(context.bytes);
  try {
    await destination.put(context.key, whole, {
      contentType: contentTypeOf(context.key),
      metadata: marksOf(context),
      ifAbsent: true,
    });
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'object-exists')) throw error;
  }
  return { parts: [], ...checkpoint };
}
