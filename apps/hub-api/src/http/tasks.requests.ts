import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { reviewStatuses } from '../tasks/review-task.js';
import { flagSchema } from './json-parameter.js';
import { pagingSchema } from './paging.js';

const id = z.string().min(1).max(100);
const ids = z.array(id).max(100_000);

/** `filter` is JSON; `status[eq]`, `stage` and `batches` are the older way to say the same. */
export class ListTasksQuery extends createZodDto(
  pagingSchema.extend({
    filter: z.string().optional(),
    sort: z.string().max(500).default('-createdAt'),
    fields: z.string().max(2_000).optional(),
    includeAnswer: flagSchema,
    'status[eq]': z.string().optional(),
    stage: z.string().optional(),
    batches: z.string().optional(),
  }),
) {}

export class AssignTasksBody extends createZodDto(
  z.object({
    project: id,
    tasks: ids.min(1),
    user: z.string().min(1).max(320).nullable(),
    stage: z.string().nullish(),
  }),
) {}

export class ReviewBody extends createZodDto(
  z.object({ reviewStatus: z.enum(reviewStatuses), pctDetails: z.unknown().optional() }),
) {}

const optionalIds = ids.nullish().transform((list) => list ?? undefined);
const filters = z
  .object({ taskIds: optionalIds, externalIds: optionalIds, assetIds: optionalIds, fromStageIds: optionalIds })
  .nullish()
  .transform((value) => value ?? {});
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

export class RequeueBody extends createZodDto(
  z.object({
    toStageId: id,
    filters,
    options: z
      .object({ removeAnnotations: flag, removeAssignee: flag, removeStageHistory: flag })
      .nullish()
      .transform((value) => value ?? { removeAnnotations: false, removeAssignee: false, removeStageHistory: false }),
  }),
) {}

export class PriorityBody extends createZodDto(
  z.object({ filters, priority: z.number().int().min(-1_000_000).max(1_000_000) }),
) {}
