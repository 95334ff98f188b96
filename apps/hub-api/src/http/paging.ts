import { z } from 'zod';

/** Most rows of one answer. Vendor plugins ask for 1,000. */
export const maxPageSize = 1000;

/** `page` counts from 1. Unknown parameters are dropped, never refused. */
export const pagingSchema = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(10),
});
export interface Paging {
  readonly page: number;
  readonly limit: number;
}
