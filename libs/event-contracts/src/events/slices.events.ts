import { z } from 'zod';
import { defineEvent, type Topic } from '../define-event.js';

/** A slice of a job: by reference, what to do is in the owner's job table. */
export const sliceDueSchema = z.object({
  jobId: z.string(),
  slice: z.number().int().nonnegative(),
  /** 1 for the first try. */
  attempt: z.number().int().min(1),
});
export type SliceDueData = z.infer<typeof sliceDueSchema>;

const sliceDue = (topic: Topic, owner: string, what: string) =>
  defineEvent({
    topic,
    type: 'slice.due.v1',
    summary: `A slice of a ${what} is ready for any worker.`,
    publishedBy: [owner],
    schema: sliceDueSchema,
    sample: { jobId: '65f0000000000000000000e1', slice: 0, attempt: 1 },
  });

export const BuildSliceDue = sliceDue('build-slices', 'export-builder', 'build');
export const DeliverySliceDue = sliceDue('delivery-slices', 'storage-router', 'delivery');
export const ConversionSliceDue = sliceDue('conversion-slices', 'plugin-converter', 'conversion');
export type SliceDueDefinition = typeof BuildSliceDue;
