import { z } from 'zod';

/** Unescaped addresses bring parameters of their own: the first value of each counts, what is no text is none. */
const text = z
  .preprocess((value) => (Array.isArray(value) ? (value as unknown[])[0] : value), z.string().min(1).optional())
  .catch(undefined);

const querySchema = z
  .object({ name: text, url: text, project: text, type: text, storageId: text })
  .catch({ name: undefined, url: undefined, project: undefined, type: undefined, storageId: undefined });

export const readUploadQuery = (query: unknown): z.output<typeof querySchema> => querySchema.parse(query);
