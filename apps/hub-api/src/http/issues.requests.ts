import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { maxPageSize, pagingSchema } from './paging.js';

/** Null means the same as leaving it out. */
const optional = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined);
const content = z.string().min(1).max(20_000);
const mentions = optional(z.array(z.string().max(320)).max(100));
const errorCodes = optional(
  z
    .array(
      z.object({
        category: z.string().min(1).max(200),
        name: z.string().min(1).max(200),
        key: z.string().max(200).optional(),
      }),
    )
    .max(100),
);
const index = optional(z.number().int().min(0).max(2_147_483_647));

/** Clients read issues without paging: a page holds as many as an answer may. */
export class ListIssuesQuery extends createZodDto(
  pagingSchema.extend({
    limit: pagingSchema.shape.limit.unwrap().default(maxPageSize),
    project: z.string().min(1),
    asset: z.string().optional(),
    labelTask: z.string().optional(),
    stage: z.string().optional(),
    createdBy: z.string().optional(),
  }),
) {}

export class RaiseIssueBody extends createZodDto(
  z.object({
    labelTask: z.string().min(1),
    content,
    contentMentions: mentions,
    errorCodes,
    position: optional(z.string().max(1_000)),
    objectId: optional(z.string().max(100)),
    page: index,
    pageEnd: index,
    dataIndex: index,
    plane: optional(z.enum(['A', 'S', 'C'])),
    pctDetails: z.unknown().optional(),
  }),
) {}

export class ChangeIssueBody extends createZodDto(
  z.object({
    content: optional(content),
    contentMentions: mentions,
    status: optional(z.string().min(1).max(100)),
    errorCodes,
    pctDetails: z.unknown().optional(),
  }),
) {}

export class CommentBody extends createZodDto(z.object({ content, contentMentions: mentions })) {}

export class DeleteIssueQuery extends createZodDto(z.object({ project: z.string().optional() })) {}
