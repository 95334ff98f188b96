import type { ArchiveLayout, Sums } from '@hub/archive';
import { Failure } from '@hub/failures';
import type { Bucket, ObjectFacts, UploadPart } from '@hub/object-storage';
import { sameSums, type Checkpoint, type DeliveryContext, type DeliveryOutcome } from './delivery-job.js';
import { marksOf } from './delivery.js';
import { RunningSha256 } from './running-sha256.js';

export interface DeliveryEnd {
  readonly context: DeliveryContext;
  readonly layout: ArchiveLayout;
  /** Of all slices, in order. */
  readonly parts: readonly UploadPart[];
  readonly last: Checkpoint;
  readonly destination: Bucket;
  /** Null for an archive that was put by one call. */
  readonly uploadId: string | null;
}

/** Makes the object visible and looks at it: only what is verified at the destination counts as delivered. */
export async function concludeDelivery({
  context,
  layout,
  parts,
  last,
  destination,
  uploadId,
}: DeliveryEnd): Promise<DeliveryOutcome> {
  if (last.sums.bytes !== layout.bytes || (layout.sums && !sameSums(layout.sums, last.sums))) {
    throw new Failure('segment-corrupt', 'hub', 'What was read from the staging bucket is not what was stored there');
  }
  if (context.partBytes !== null) await complete(destination, context, uploadId, parts);
  const facts = await destination.head(context.key);
  if (!facts)
    throw new Failure('object-vanished', 'destination', 'The destination lost the object after it had taken it');
  if (!isOurs(facts, last.sums, context)) throw differs();
  const sha256 = (await RunningSha256.open(last.sha256)).digest();
  return { bytes: last.sums.bytes, sha256 };
}

export const differs = (): Failure =>
  new Failure(
    'object-differs',
    'destination',
    'There is another object under the name of this artifact; it was not touched',
  );

/** After a lost answer the upload is gone or the object is there: the caller looks at the object. */
async function complete(
  bucket: Bucket,
  context: DeliveryContext,
  uploadId: string | null,
  parts: readonly UploadPart[],
): Promise<void> {
  try {
    if (uploadId === null) throw new Failure('upload-missing', 'destination', 'No upload was recorded');
    await bucket.uploads.complete(context.key, uploadId, parts, { ifAbsent: true });
  } catch (error) {
    const code = error instanceof Failure ? error.code : '';
    if (code === 'object-exists' && uploadId !== null) await bucket.uploads.abort(context.key, uploadId);
    else if (code !== 'upload-missing') throw error;
    else if (!(await bucket.head(context.key))) {
      throw new Failure(
        'upload-lost',
        'destination',
        'The destination dropped the unfinished upload; a retry uploads anew',
        { cause: error },
      );
    }
  }
}

/** By size and the store's own sum of the whole object; where it keeps none, by our marks. */
export function isOurs(facts: ObjectFacts, sums: Sums, delivery: Pick<DeliveryContext, 'exportId' | 'kind'>): boolean {
  if (facts.bytes !== sums.bytes) return false;
  if (facts.crc32c !== undefined) return facts.crc32c === sums.crc32c;
  if (facts.crc32 !== undefined) return facts.crc32 === sums.crc32;
  return hasMarks(facts, delivery);
}

export const hasMarks = (facts: ObjectFacts, delivery: Pick<DeliveryContext, 'exportId' | 'kind'>): boolean =>
  Object.entries(marksOf(delivery)).every(([name, value]) => facts.metadata[name] === value);
