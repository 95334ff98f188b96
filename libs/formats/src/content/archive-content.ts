import { z } from 'zod';
import { exportFormatSchema } from '@hub/event-contracts';

const objects = z.array(z.record(z.string(), z.unknown()));

/** What one slice of the build put into the data file. Parts follow one another as their text does. */
export const contentPartSchema = z.object({
  /** Keys of its segments, in order (one-file layouts; a part without text has none). */
  segments: z.array(z.string()),
  /** How many members of the descriptor it gave, from the first not yet counted (file-per-document layout). */
  members: z.number().int(),
  /** Documents that begin in it. */
  documents: z.number().int(),
  /** Annotations and pages or frames of these documents. */
  annotations: z.number().int(),
  pages: z.number().int(),
  /** Plain bytes. */
  bytes: z.number().int(),
  /** Its text begins, or ends, inside a document: one video in several parts. */
  beginsInside: z.boolean(),
  endsInside: z.boolean(),
});
export type ContentPart = z.infer<typeof contentPartSchema>;

/**
 * `content` of the descriptor of an original archive: how readers find documents in the data without reading all of it.
 * The text of a part is whole documents with `separator` between them (save where it begins or ends inside one);
 * head, tail and the separators between parts are literal parts of the descriptor.
 */
export const archiveContentSchema = z.object({
  version: z.literal(1),
  type: z.enum(['task', 'issue']),
  format: exportFormatSchema,
  separator: z.string(),
  /** The category schema at the snapshot. */
  ontology: z.object({ tools: objects, classifications: objects, relations: objects }),
  parts: z.array(contentPartSchema),
});
export type ArchiveContent = z.infer<typeof archiveContentSchema>;
