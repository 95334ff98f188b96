import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { categorySchemaSchema } from '../projects/category-schema.js';
import { projectSettingsSchema, projectTypes } from '../projects/project.js';
import { stageSchema } from '../projects/workflow.js';
import { pagingSchema } from './paging.js';

export class PagingQuery extends createZodDto(pagingSchema) {}

const name = z.string().trim().min(1).max(200);

export class CreateProjectBody extends createZodDto(
  z.object({
    name,
    description: z.string().max(10_000).nullish(),
    type: z.enum(projectTypes).nullish(),
  }),
) {}

/** The ontology stands under `categorySchema`, or its three lists are the body. */
export class ChangeProjectBody extends createZodDto(
  z.object({
    name: name.optional(),
    description: z.string().max(10_000).optional(),
    categorySchema: categorySchemaSchema.optional(),
    tools: z.array(z.unknown()).optional(),
    classifications: z.array(z.unknown()).optional(),
    relations: z.array(z.unknown()).optional(),
    stages: z.array(stageSchema).min(1).max(200).optional(),
    ...projectSettingsSchema.shape,
  }),
) {}

const batchName = z.string().trim().min(1).max(200);

/** The whole list with new ones added, or one new batch. */
export class SaveBatchesBody extends createZodDto(
  z
    .object({
      name: batchName.optional(),
      batches: z
        .array(z.object({ _id: z.string().optional(), name: batchName }))
        .max(10_000)
        .optional(),
    })
    .refine((body) => body.name !== undefined || body.batches !== undefined, {
      path: ['batches'],
      message: 'give a list of batches, or a name',
    }),
) {}
