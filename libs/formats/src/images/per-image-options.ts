import { z } from 'zod';

/** Options of every format that has a label file for each image. The snake-case ones are the vendor's (spec 9). */
export const perImageOptions = {
  /** Only assets that are in one of these batches, by name. */
  batch_names: z.array(z.string()).optional(),
  /** What becomes of images that nobody worked on: `list` names them in images.csv without a label file, `keep` gives them an empty one. */
  unlabelled: z.enum(['list', 'keep']).default('list'),
};
export type PerImageOptions = z.output<z.ZodObject<typeof perImageOptions>>;

export const perImageState = z.object({ added: z.array(z.string()) });
export type PerImageState = z.output<typeof perImageState>;
export const perImageStart: PerImageState = { added: [] };
