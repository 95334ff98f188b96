import { z } from 'zod';

const textOrList = z
  .union([
    z.string().transform((text) => [text]),
    z.array(z.string()),
    z.object({ $in: z.array(z.string()) }).transform((o) => o.$in),
  ])
  .nullish()
  .transform((list) => list ?? undefined);

/** `filters` of the asset list. Unknown members are ignored, as unknown parameters are. */
export const assetFiltersSchema = z.object({
  _id: textOrList,
  externalId: textOrList,
  /** An asset must be in all of these. */
  batches: textOrList,
  isPreLabeled: z.boolean().nullish(),
});
export type AssetFilters = z.output<typeof assetFiltersSchema>;
