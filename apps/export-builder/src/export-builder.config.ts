import { busSettings } from '@hub/event-bus';
import { bucketSettings } from '@hub/object-storage';
import { z } from 'zod';

export const exportBuilderSettings = z.object({
  ...busSettings.shape,
  ...bucketSettings.shape,
  PORT: z.coerce.number().int().default(3002),
  DATABASE_URL: z.url(),
  /** What is exported from; a replica that keeps up is welcome. Default: DATABASE_URL. */
  ANNOTATION_STORE_URL: z.url().optional(),
  /** Plain text of a slice: 12 MiB are about a quarter of a second of work on two cores. */
  SLICE_BYTES: z.coerce
    .number()
    .int()
    .min(64 * 1024)
    .default(12 * 1024 * 1024),
  /** Slices of one build on the bus at a time: about two per builder, and fewer than all builders can do at once. */
  BUILD_WIDTH: z.coerce.number().int().min(1).default(2),
  /**
   * The same for the builds of single organizations, as a JSON object: organization id → width. More turns for those who
   * pay for them, fewer for those who ask for too much.
   */
  BUILD_WIDTHS: z
    .string()
    .default('{}')
    .transform((text, context) => {
      try {
        return JSON.parse(text || '{}') as unknown;
      } catch {
        context.addIssue('a JSON object is expected: organization id → width');
        return z.NEVER;
      }
    })
    .pipe(z.record(z.string().min(1), z.number().int().min(1))),
  /** Slices this process does at a time: one uses two cores by itself; a second hides the pauses between slices, for memory. */
  BUILD_SLOTS: z.coerce.number().int().min(1).default(1),
  /** A builder that was killed or is frozen says nothing more: after so long its slices go to others. */
  BUILD_SILENCE_MS: z.coerce.number().int().min(1000).default(10_000),
  LOG_LEVEL: z.string().default('info'),
});
export type ExportBuilderSettings = z.output<typeof exportBuilderSettings>;

/** Slices of one build on the bus at a time. */
export const buildWidthOf =
  ({ BUILD_WIDTH, BUILD_WIDTHS }: Pick<ExportBuilderSettings, 'BUILD_WIDTH' | 'BUILD_WIDTHS'>) =>
  (organizationId: string): number =>
    (Object.hasOwn(BUILD_WIDTHS, organizationId) ? BUILD_WIDTHS[organizationId] : undefined) ?? BUILD_WIDTH;
