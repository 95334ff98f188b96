import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { flagSchema } from './json-parameter.js';

const records = z.array(z.unknown()).max(100_000);

/** The SDK sends `jsonContent`, the REST reference names it `labels`. */
export class ImportLabelsBody extends createZodDto(
  z
    .object({ project: z.string().min(1), jsonContent: records.optional(), labels: records.optional() })
    .refine((body) => body.jsonContent !== undefined || body.labels !== undefined, {
      path: ['jsonContent'],
      message: 'give the records under jsonContent or labels',
    }),
) {}

const milliseconds = z
  .number()
  .int()
  .min(0)
  .max(31_536_000_000)
  .nullish()
  .transform((value) => value ?? 0);
const list = z.array(z.unknown()).nullish();
// described before it is nullish: a bare nullable string is documented as an array
const url = z.string().describe('What was drawn with the brush, as a data URL').nullish();

export class AnnotateBody extends createZodDto(
  z.object({
    answer: z.object({
      objects: list,
      tools: list,
      classifications: list,
      relations: list,
      brushDataUrl: url,
      medicalBrushDataUrl: url,
    }),
    brushDataUrl: url,
    medicalBrushDataUrl: url,
    duration: milliseconds,
    blurDuration: milliseconds,
    idleDuration: milliseconds,
  }),
) {}

/** `isPlugin` marks a plugin stage's call; it changes nothing in what is saved. */
export class AnnotateQuery extends createZodDto(z.object({ nextStage: flagSchema, isPlugin: flagSchema })) {}
