import { Failure } from '@hub/failures';
import { z } from 'zod';
import { retryPolicies } from './retry-policy.js';

const { facts, slices } = retryPolicies;
const totalPause = (attempts: number): number =>
  Array.from({ length: attempts - 1 }, (_, n) => facts.pause(n + 1)).reduce((sum, pause) => sum + pause, 0);

describe('the retry policy of facts', () => {
  it('holds out for the restart of a database', () => {
    expect(totalPause(facts.attempts(new Error('connection refused')))).toBeGreaterThan(45_000);
    expect(totalPause(facts.attempts(new Failure('x', 'transient', 'later')))).toBeGreaterThan(45_000);
  });

  it.each([
    new TypeError('x'),
    new RangeError('x'),
    new ReferenceError('x'),
    new SyntaxError('x'),
    z.string().safeParse(1).error,
  ])('gives up soon on our own mistakes: %s', (error) => {
    expect(facts.attempts(error)).toBeGreaterThan(1);
    expect(totalPause(facts.attempts(error))).toBeLessThan(2000);
  });

  it('never pauses longer than half a minute', () => {
    expect(facts.pause(50)).toBe(30_000);
  });
});

it('does not retry slices in place', () => {
  expect(slices.attempts(new Error('x'))).toBe(1);
});
