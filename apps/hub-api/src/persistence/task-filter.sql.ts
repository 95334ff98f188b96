import { filterFields, type Condition, type FilterField } from '../tasks/task-filter.js';
import { batchNamesOf } from './assets.repository.js';

export const openIssues = `(select count(*) from annotation_store.issues i
  where i.task_id = t.id and i.deleted_at is null and i.document->>'status' = 'Open')`;

/** What each field is in SQL, over tasks `t`, assets `a` and projects `p`. */
const columns: Record<FilterField, string> = {
  stage: 't.stage_id',
  batches: `(array(select ab.batch_id from annotation_store.asset_batches ab where ab.asset_id = a.id) || ${batchNamesOf('a.id')})`,
  status: 't.status',
  reviewStatus: 't.review_status',
  type: 't.type',
  assignee: 't.assignee',
  externalId: 'a.external_id',
  createdAt: 't.created_at',
  updatedAt: 't.updated_at',
  createdBy: 'a.created_by',
  updatedBy: 't.updated_by',
  priority: 't.priority',
  duration: 't.duration',
  totalDuration: 't.total_duration',
  openIssuesCount: openIssues,
  // nothing here is ever saved as a draft or skipped
  isDraft: 'false',
  isSkipped: 'false',
  isBenchmark: 't.is_benchmark',
};

/** Fields that are not columns of `tasks`. Counting a large project without them needs no join. */
const joined: readonly FilterField[] = ['batches', 'externalId', 'createdBy'];

export const needsJoin = (conditions: readonly Condition[]): boolean =>
  conditions.some(({ field, operator }) => joined.includes(field) || (field === 'stage' && operator === '$regex'));

const types = { text: 'text', list: 'text', time: 'timestamptz', number: 'numeric', flag: 'boolean' } as const;
const comparisons: Readonly<Record<string, string>> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };

/** The conditions as SQL, joined by AND; values go into `parameters`. Absent values are unequal to everything, as in the original. */
export function filterSql(conditions: readonly Condition[], parameters: unknown[]): string {
  return conditions.map((condition) => ` and ${conditionSql(condition, parameters)}`).join('');
}

function conditionSql({ field, operator, value }: Condition, parameters: unknown[]): string {
  const column = columns[field];
  const kind = filterFields[field];
  if (operator === '$exists') return presence(kind === 'list', column, value === true);
  parameters.push(value);
  const parameter = `$${parameters.length}::${types[kind]}`;
  if (kind === 'list') return listCondition(operator, column, parameter);
  const comparison = comparisons[operator];
  if (comparison) return `${column} ${comparison} ${parameter}`;
  if (operator === '$eq') return `${column} = ${parameter}`;
  if (operator === '$ne') return `${column} is distinct from ${parameter}`;
  if (operator === '$in') return `${column} = any(${parameter}[])`;
  if (operator === '$nin') return `(${column} is null or ${column} <> all(${parameter}[]))`;
  if (field === 'stage') return `${stageMatches} ~ ${parameter})`;
  return `${column} ~ ${parameter}`;
}

const stageMatches = `exists (select 1 from jsonb_array_elements(p.stages) s where s->>'id' = t.stage_id and s->>'name'`;

function presence(list: boolean, column: string, wanted: boolean): string {
  if (list) return `cardinality(${column}) ${wanted ? '>' : '='} 0`;
  return `${column} is ${wanted ? 'not ' : ''}null`;
}

function listCondition(operator: string, column: string, parameter: string): string {
  if (operator === '$eq') return `${parameter} = any(${column})`;
  if (operator === '$ne') return `not ${parameter} = any(${column})`;
  if (operator === '$in') return `${column} && ${parameter}[]`;
  if (operator === '$nin') return `not ${column} && ${parameter}[]`;
  return `exists (select 1 from unnest(${column}) item where item ~ ${parameter})`;
}

const sortable: Readonly<Record<string, string>> = {
  _id: 't.id',
  createdAt: 't.seq',
  updatedAt: 't.updated_at',
  priority: 't.priority',
  duration: 't.duration',
  totalDuration: 't.total_duration',
  externalId: 'a.external_id',
  stage: 't.stage_id',
  status: 't.status',
  assignee: 't.assignee',
  openIssuesCount: openIssues,
};
export const sortFields = Object.keys(sortable);

/** ORDER BY for `-createdAt,priority`; a minus means descending. Fields are members of `sortFields`. */
export function orderSql(sort: readonly { readonly field: string; readonly descending: boolean }[]): string {
  const terms = sort.map(
    ({ field, descending }) => `${sortable[field]} ${descending ? 'desc nulls last' : 'asc nulls last'}`,
  );
  return [...terms, 't.seq desc'].join(', ');
}
