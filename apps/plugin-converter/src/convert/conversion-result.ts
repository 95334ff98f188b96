import { archiveMemberSchema, segmentSchema } from '@hub/archive';
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What a slice added to a stream that all slices share. */
export const streamRunSchema = z.object({ stream: z.string(), members: count, segments: z.array(segmentSchema) });
export type StreamRun = z.output<typeof streamRunSchema>;

/** The checkpoint of a slice: what it wrote, and where the next one goes on. */
export const conversionResultSchema = z.object({
  streams: z.array(streamRunSchema),
  /** Files of its own, small ones packed together. */
  files: z.array(archiveMemberSchema),
  annotations: count,
  losses: z.array(z.tuple([z.string(), count])),
  /** As the converter left it: its own schema reads it. */
  state: z.unknown(),
});
export type ConversionResult = z.output<typeof conversionResultSchema>;
