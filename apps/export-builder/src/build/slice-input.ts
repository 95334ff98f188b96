import { z } from 'zod';

/** A place in a video document: index of its part, and in a track the first frame that belongs to what follows. */
export const videoPositionSchema = z.object({ part: z.number().int(), frame: z.number().int() });
export type VideoPosition = z.infer<typeof videoPositionSchema>;

/** A run of documents that are read by one call of the source. Runs follow one another in the order of the export. */
export const sliceRunSchema = z.discriminatedUnion('kind', [
  /** Tasks without video tracks, by keyset range of `seq`, both ends included. */
  z.object({ kind: z.literal('tasks'), from: z.number().int(), to: z.number().int() }),
  z.object({ kind: z.literal('video'), seq: z.number().int() }),
  /** From `from` up to but not including `to`; null is the document's end. Alone in its slice. */
  z.object({
    kind: z.literal('video-part'),
    seq: z.number().int(),
    from: videoPositionSchema,
    to: videoPositionSchema.nullable(),
  }),
  /** All issues of the project. */
  z.object({ kind: z.literal('issues') }),
  /** Of a delta, by keyset range: tasks of its base that are no longer there. Alone in its slice, after all tasks. */
  z.object({ kind: z.literal('removed'), from: z.number().int(), to: z.number().int() }),
]);
export type SliceRun = z.infer<typeof sliceRunSchema>;

/** What one slice has to do. */
export const sliceInputSchema = z.object({
  runs: z.array(sliceRunSchema),
  /** Selected documents that begin in it. */
  tasks: z.number().int(),
  /** Estimate of its plain text. */
  bytes: z.number().int(),
  /** Removed tasks that it lists. */
  removed: z.number().int().optional(),
  /** Set: who does this slice also plans the next piece of the job, from this `seq` on, beside its own work. */
  planFrom: z.number().int().optional(),
});
export type SliceInput = z.infer<typeof sliceInputSchema>;
