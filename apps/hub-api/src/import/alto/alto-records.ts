import { z } from 'zod';

const attributes = z.record(z.string(), z.string());

/** An ALTO file: where its image is, and its tags by id. */
export const altoFileSchema = z.object({
  fileName: z.string().optional(),
  fileIdentifier: z.string().optional(),
  tags: attributes,
});

/** A page, region or line: the attributes of its element; polygon and text of its children. */
export const altoElementSchema = z.object({
  attributes,
  polygon: z.string().optional(),
  text: z.string().optional(),
  /** Id of the region a line is in. */
  block: z.string().optional(),
});
export type AltoElement = z.output<typeof altoElementSchema>;
