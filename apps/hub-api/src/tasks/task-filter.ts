import { badRequest } from '@hub/failures';
import { isObject } from '@hub/annotations';

export const filterOperators = [
  '$eq',
  '$ne',
  '$regex',
  '$in',
  '$nin',
  '$exists',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** The fields a task can be filtered by, with the kind of their values. `list` fields hold several texts. */
export const filterFields = {
  stage: 'text',
  batches: 'list',
  status: 'text',
  reviewStatus: 'text',
  type: 'text',
  assignee: 'text',
  externalId: 'text',
  createdAt: 'time',
  updatedAt: 'time',
  createdBy: 'text',
  updatedBy: 'text',
  priority: 'number',
  duration: 'number',
  totalDuration: 'number',
  openIssuesCount: 'number',
  isDraft: 'flag',
  isSkipped: 'flag',
  isBenchmark: 'flag',
} as const;
export type FilterField = keyof typeof filterFields;
type Kind = (typeof filterFields)[FilterField];

/** One condition; all of a filter's must hold. Texts, numbers and flags keep their JSON type, times are ISO texts. */
export interface Condition {
  readonly field: FilterField;
  readonly operator: FilterOperator;
  readonly value: unknown;
}

const operatorsOf: Record<Kind, readonly FilterOperator[]> = {
  text: ['$eq', '$ne', '$regex', '$in', '$nin', '$exists'],
  list: ['$eq', '$ne', '$regex', '$in', '$nin', '$exists'],
  time: ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$exists'],
  number: ['$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte', '$exists'],
  flag: ['$eq', '$ne'],
};

/** A filter as the public contract writes it, checked. A bare value means `$eq`, a bare list `$in`. Throws Failure `bad-request`. */
export function parseTaskFilter(filter: Readonly<Record<string, unknown>>): Condition[] {
  return Object.entries(filter).flatMap(([name, wish]) => {
    const field = fieldNamed(name);
    const conditions = isObject(wish) ? wish : Array.isArray(wish) ? { $in: wish } : { $eq: wish };
    return Object.entries(conditions).map(([operator, value]) => condition(field, operator, value));
  });
}

function fieldNamed(name: string): FilterField {
  if (Object.hasOwn(filterFields, name)) return name as FilterField;
  throw badRequest(`Tasks cannot be filtered by ${name}.`, {
    field: `filter.${name}`,
    value: name,
    expected: Object.keys(filterFields).join(', '),
  });
}

function condition(field: FilterField, operator: string, value: unknown): Condition {
  const kind = filterFields[field];
  const allowed = operatorsOf[kind];
  const where = `filter.${field}.${operator}`;
  const found = allowed.find((candidate) => candidate === operator);
  if (!found)
    throw badRequest(`${operator} is no operator for ${field}.`, {
      field: where,
      value: operator,
      expected: allowed.join(', '),
    });
  const expected = expectedValue(kind, found);
  if (!fits(kind, found, value))
    throw badRequest(`Invalid ${where}`, { field: where, value: JSON.stringify(value), expected });
  return { field, operator: found, value };
}

function expectedValue(kind: Kind, operator: FilterOperator): string {
  if (operator === '$exists') return 'true or false';
  if (operator === '$regex') return 'a regular expression of at most 500 characters';
  const single = {
    text: 'a text',
    list: 'a text',
    time: 'a time such as 2024-05-01T00:00:00.000Z',
    number: 'a number',
    flag: 'true or false',
  }[kind];
  return operator === '$in' || operator === '$nin' ? `a list, each ${single}` : single;
}

function fits(kind: Kind, operator: FilterOperator, value: unknown): boolean {
  if (operator === '$exists') return typeof value === 'boolean';
  if (operator === '$regex') return typeof value === 'string' && value.length <= 500;
  if (operator === '$in' || operator === '$nin')
    return Array.isArray(value) && value.length <= 10_000 && value.every((item) => isOfKind(kind, item));
  return isOfKind(kind, value);
}

function isOfKind(kind: Kind, value: unknown): boolean {
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value);
  if (kind === 'flag') return typeof value === 'boolean';
  if (kind === 'time')
    return typeof value === 'string' && /^\d{4}-\d\d-\d\d(T|$)/.test(value) && !Number.isNaN(Date.parse(value));
  return typeof value === 'string' && value.length <= 2_000;
}
