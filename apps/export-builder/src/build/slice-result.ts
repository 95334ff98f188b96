import { archiveMemberSchema, segmentSchema } from '@hub/archive';
import { archiveSchema } from '@hub/event-contracts';
import { z } from 'zod';
import { setAsideSchema } from './quarantine-policy.js';
import { tallySchema } from './tally.js';

const count = z.number().int().nonnegative();

/** What a piece of the plan counted: selected documents, an estimate of their text, and where the next piece begins. */
export const plannedPieceSchema = z.object({ tasks: count, bytes: count, next: count.nullable().default(null) });
export type PlannedPiece = z.infer<typeof plannedPieceSchema>;

/** The checkpoint of a slice: what it wrote, and the counts that have to close. */
export const sliceResultSchema = z.object({
  kind: z.literal('slice'),
  /** Its text of the data file (one-file layout, or its stretch of a large video). */
  segments: z.array(segmentSchema),
  /** Its files (file-per-document layout). */
  members: z.array(archiveMemberSchema),
  /** Its lines of quarantine.ndjson, and the first task among them. */
  quarantine: z.array(segmentSchema),
  firstSetAside: setAsideSchema.nullable().default(null),
  /** Its lines of removed.ndjson, and how many they are. */
  removed: z.object({ segments: z.array(segmentSchema), tasks: count }).default({ segments: [], tasks: 0 }),
  tally: tallySchema,
  /** Plain bytes of its documents. */
  plainBytes: count,
  /** Set when the slice is a stretch of one large video. */
  stretch: z
    .object({
      /** Its file in the file-per-document layout. */
      fileName: z.string(),
      beginsInside: z.boolean(),
      endsInside: z.boolean(),
      seq: count,
      /** Entries written here, and those that all stretches together must give. */
      entries: count,
      expectedEntries: count,
    })
    .nullable(),
  /** Set when the slice planned on: the piece that its further slices make. */
  planned: plannedPieceSchema.optional(),
});
export type SliceResult = z.infer<typeof sliceResultSchema>;

/** What the conclusion leaves behind. */
export const buildOutcomeSchema = z.object({ kind: z.literal('archive'), archive: archiveSchema });
export type BuildOutcome = z.infer<typeof buildOutcomeSchema>;

export const buildResultSchema = z.discriminatedUnion('kind', [sliceResultSchema, buildOutcomeSchema]);
export type BuildResult = z.infer<typeof buildResultSchema>;
