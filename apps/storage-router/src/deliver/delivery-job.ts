import type { Sums } from '@hub/archive';
import { artifactKindSchema } from '@hub/event-contracts';
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What every slice of a delivery knows. */
export const deliveryContextSchema = z.object({
  exportId: z.string(),
  kind: artifactKindSchema,
  /** Owns the storage. Absent in jobs of before, which went to the default bucket. */
  organizationId: z.string().optional(),
  storageId: z.string().nullable(),
  bucket: z.string(),
  key: z.string(),
  descriptorKey: z.string(),
  /** Size of the zip. */
  bytes: count,
  /** Every part but the last; null where one call takes the whole archive. */
  partBytes: count.nullable(),
});
export type DeliveryContext = z.infer<typeof deliveryContextSchema>;

/** A range of parts, counted from 0. */
export const partRangeSchema = z.object({ first: count, parts: z.number().int().positive() });
export type PartRange = z.infer<typeof partRangeSchema>;

const sumsSchema = z.object({ bytes: count, crc32: count, crc32c: count });

/** Where the next slice goes on. The id of the upload is kept apart, sealed. */
export const checkpointSchema = z.object({
  parts: z.array(z.object({ number: count, bytes: count, etag: z.string(), crc32c: count.optional() })),
  /** Of everything before the next slice. */
  sums: sumsSchema,
  /** State of the running SHA-256, base64. */
  sha256: z.string(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** The artifact at its destination. */
export const deliveryOutcomeSchema = z.object({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export type DeliveryOutcome = z.infer<typeof deliveryOutcomeSchema>;

export interface DeliveryPlan {
  readonly partBytes: number | null;
  readonly ranges: readonly PartRange[];
}

export interface PartLimits {
  readonly partBytes: number;
  readonly partsPerSlice: number;
  /** Of the store. */
  readonly minPartBytes: number;
  readonly maxParts: number;
}

const mebibyte = 1024 * 1024;

/**
 * Cuts an archive into equal parts (some stores insist) and these into slices. Parts grow when there would be more than
 * the store takes: 8 MiB up to 78 GiB, then larger. What fits one part needs no upload in parts.
 */
export function planDelivery(bytes: number, limits: PartLimits): DeliveryPlan {
  if (bytes <= limits.partBytes) return { partBytes: null, ranges: rangesOf(bytes, null, 1) };
  const least = Math.ceil(bytes / limits.maxParts / mebibyte) * mebibyte;
  const partBytes = Math.max(limits.partBytes, limits.minPartBytes, least);
  return { partBytes, ranges: rangesOf(bytes, partBytes, limits.partsPerSlice) };
}

/** The slices of an archive that is cut so. */
export function rangesOf(bytes: number, partBytes: number | null, partsPerSlice: number): PartRange[] {
  if (partBytes === null) return [{ first: 0, parts: 1 }];
  const parts = Math.ceil(bytes / partBytes);
  const ranges: PartRange[] = [];
  for (let first = 0; first < parts; first += partsPerSlice) {
    ranges.push({ first, parts: Math.min(partsPerSlice, parts - first) });
  }
  return ranges;
}

/** Bytes of the archive before the end of a range. */
export const endOf = (range: PartRange, partBytes: number, bytes: number): number =>
  Math.min(bytes, (range.first + range.parts) * partBytes);

export const sameSums = (a: Sums, b: Sums): boolean =>
  a.bytes === b.bytes && a.crc32 === b.crc32 && a.crc32c === b.crc32c;
