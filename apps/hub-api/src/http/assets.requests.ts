import { assetKinds } from '@hub/annotation-store';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { pagingSchema } from './paging.js';

const id = z.string().min(1).max(100);
const free = z.record(z.string(), z.unknown()).nullish();

export class ListAssetsQuery extends createZodDto(pagingSchema.extend({ filters: z.string().optional() })) {}

const asset = z.object({
  data: z.union([z.string().min(1).max(5_000_000), z.array(z.string().min(1).max(10_000)).min(1).max(10_000)]),
  externalId: z
    .string()
    .min(1)
    .max(2_000)
    .nullish()
    .transform((value) => value ?? undefined),
  kind: z.enum(assetKinds).optional(),
  storage: z.null('storages cannot be connected yet: leave it out').optional(),
  batches: z
    .array(z.string())
    .nullish()
    .transform((list) => list ?? undefined),
  metadata: free,
  contextData: free,
  attachments: z
    .array(z.unknown())
    .nullish()
    .transform((list) => list ?? undefined),
});

/** `uploadLocal` is null or the text "true": the data then are addresses in our own bucket, without their query. */
export class AddAssetsBody extends createZodDto(
  z.object({
    assets: z.array(asset).min(1).max(100_000),
    uploadLocal: z.union([z.string(), z.boolean()]).nullish(),
    priority: z.coerce.number().int().min(-1_000_000).max(1_000_000).nullish(),
  }),
) {}

export class AddAssetsQuery extends createZodDto(z.object({ batches: z.string().optional() })) {}

export class DeleteAssetsBody extends createZodDto(
  z.object({ project: id.optional(), assets: z.array(id).min(1).max(100_000) }),
) {}

export class AssignBatchesBody extends createZodDto(
  z.object({
    projectId: id,
    assets: z.array(id).min(1).max(100_000),
    batches: z.array(z.string().min(1)).min(1).max(100),
  }),
) {}
