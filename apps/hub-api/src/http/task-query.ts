import { z } from 'zod';
import { parseTaskFilter, type Condition } from '../tasks/task-filter.js';
import { jsonParameter, listParameter } from './json-parameter.js';
import type { ListTasksQuery } from './tasks.requests.js';

/** All conditions of a task list, those of the deprecated parameters too. Throws Failure naming the parameter. */
export function conditionsOf(query: ListTasksQuery): Condition[] {
  const filter = jsonParameter('filter', query.filter, z.record(z.string(), z.unknown()), {});
  const batches = listParameter('batches', query.batches);
  return [
    ...parseTaskFilter(filter),
    ...(query.stage ? parseTaskFilter({ stage: query.stage }) : []),
    ...(query['status[eq]'] ? parseTaskFilter({ status: query['status[eq]'] }) : []),
    ...(batches.length > 0 ? parseTaskFilter({ batches: { $in: batches } }) : []),
  ];
}

/** `_id,stage,assignee` as a list; undefined when all members are wanted. */
export const fieldsOf = (fields: string | undefined): string[] | undefined =>
  fields
    ?.split(',')
    .map((field) => field.trim())
    .filter(Boolean);
