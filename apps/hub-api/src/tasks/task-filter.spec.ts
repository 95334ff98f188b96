import { Failure } from '@hub/failures';
import fc from 'fast-check';
import { filterFields, filterOperators, parseTaskFilter } from './task-filter.js';

const refusalOf = (filter: Record<string, unknown>): Failure => {
  try {
    parseTaskFilter(filter);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('not refused');
};

describe('parseTaskFilter', () => {
  it('reads bare values as $eq and bare lists as $in', () => {
    expect(parseTaskFilter({ stage: 'Label', batches: ['a', 'b'], isBenchmark: { $eq: true } })).toEqual([
      { field: 'stage', operator: '$eq', value: 'Label' },
      { field: 'batches', operator: '$in', value: ['a', 'b'] },
      { field: 'isBenchmark', operator: '$eq', value: true },
    ]);
  });

  it('keeps all bounds of a range', () => {
    const filter = { updatedAt: { $gt: '2024-05-01T00:00:00.000Z', $lte: '2024-06-01T00:00:00.000Z' } };
    expect(parseTaskFilter(filter).map(({ operator }) => operator)).toEqual(['$gt', '$lte']);
  });

  it.each([
    [{ colour: 'red' }, 'filter.colour', /stage, batches/],
    [{ valueOf: '' }, 'filter.valueOf', /stage, batches/],
    [{ stage: { $gt: 'a' } }, 'filter.stage.$gt', /\$eq, \$ne/],
    [{ priority: '1' }, 'filter.priority.$eq', /a number/],
    [{ createdAt: { $gt: 'yesterday' } }, 'filter.createdAt.$gt', /a time/],
    [{ stage: { $in: 'Label' } }, 'filter.stage.$in', /a list/],
  ])('refuses %j, naming field and what is allowed', (filter, field, expected) => {
    const refusal = refusalOf(filter);
    expect(refusal.field).toBe(field);
    expect(refusal.expected).toMatch(expected);
  });

  it('gives conditions of known fields and operators only, whatever comes in', () => {
    const name = fc.oneof(fc.constantFrom(...Object.keys(filterFields)), fc.string());
    const operator = fc.oneof(fc.constantFrom(...filterOperators), fc.string());
    const value = fc.oneof(fc.jsonValue(), fc.dictionary(operator, fc.jsonValue()));
    fc.assert(
      fc.property(fc.dictionary(name, value), (filter) => {
        try {
          for (const { field, operator: found } of parseTaskFilter(filter)) {
            expect(Object.keys(filterFields)).toContain(field);
            expect(filterOperators).toContain(found);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
    );
  });
});
