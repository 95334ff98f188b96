import { segmentSchema } from '@hub/archive';
import { z } from 'zod';

const count = z.number().int().nonnegative();
const titles = z.array(z.string()).readonly();

/** The checkpoint of a slice: what it wrote, and where the next one goes on. */
export const conversionResultSchema = z.object({
  images: z.array(segmentSchema),
  annotations: z.array(segmentSchema),
  counts: z.object({ images: count, annotations: count }),
  losses: z.array(z.tuple([z.string(), count])),
  state: z.object({
    nextImage: count,
    nextAnnotation: count,
    categories: z.object({ added: titles, withKeyPoints: titles }),
  }),
});
export type ConversionResult = z.output<typeof conversionResultSchema>;
