import { z } from 'zod';

/** An attribute of a label: `select` with its options, `text`, `number`, `checkbox`. */
const attributeSchema = z.object({ kind: z.string(), options: z.array(z.string()) });
export type AttributeSpec = z.output<typeof attributeSchema>;

/** What a track file tells of its video, or a frame file of the scene. Texts as they stand in the file. */
export const videoSchema = z.object({
  name: z.string().optional(),
  source: z.string().optional(),
  size: z.string().optional(),
  width: z.string().optional(),
  height: z.string().optional(),
  /** By label and attribute. */
  labels: z.record(z.string(), z.record(z.string(), attributeSchema)).optional(),
  described: z.record(z.string(), z.string()),
});
export type CvatVideo = z.output<typeof videoSchema>;

/** A shape on a frame, with the attributes of its element and its `<attribute>` children. */
export const shapeSchema = z.object({
  track: z.number(),
  trackId: z.string().optional(),
  label: z.string(),
  shape: z.string(),
  element: z.record(z.string(), z.string()),
  answers: z.record(z.string(), z.string()),
});
export type CvatShape = z.output<typeof shapeSchema>;

/** Values of a frame in a frame file; `scene` is the name of its root. */
export const frameSchema = z.object({ scene: z.string(), id: z.string(), values: z.record(z.string(), z.string()) });
export type CvatFrame = z.output<typeof frameSchema>;
