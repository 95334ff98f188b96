import { archiveSchema, ArtifactDelivered, fidelitySchema, type DataOf } from '@hub/event-contracts';
import { z } from 'zod';

/** What a conversion job keeps with it: the fact that asked for it. */
export const conversionContextSchema = ArtifactDelivered.schema.omit({ artifact: true });
export type ConversionContext = z.output<typeof conversionContextSchema>;
export type OriginalDelivered = DataOf<typeof ArtifactDelivered>;

/** A stretch of whole documents: parts of the archive's content, first and last inclusive. */
export const stretchSchema = z.object({ first: z.number().int(), last: z.number().int() });
export type Stretch = z.output<typeof stretchSchema>;

/** Conversions of before do not say what was lost. */
export const conversionOutcomeSchema = z.object({ archive: archiveSchema, fidelity: fidelitySchema.default([]) });
export type ConversionOutcome = z.output<typeof conversionOutcomeSchema>;
