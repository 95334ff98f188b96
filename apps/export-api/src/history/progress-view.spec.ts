import fc from 'fast-check';
import type { Progress } from '../exports/export.js';
import { progressView } from './progress-view.js';

const at = '2026-11-24T10:00:00.000Z';
const later = (seconds: number): Date => new Date(Date.parse(at) + seconds * 1000);
const progress: Progress = {
  step: 'build',
  done: { tasks: 40, bytes: 500 },
  total: { tasks: 100, bytes: 1001 },
  elapsed: 2,
  rate: { tasks: 20, bytes: 250 },
  remaining: 2,
  at,
};

it('shows how far, how fast and how long', () => {
  expect(progressView(progress, later(1))).toEqual({
    step: 'build',
    done: { tasks: 40, bytes: 500 },
    total: { tasks: 100, bytes: 1001 },
    percent: 49,
    elapsed: 2,
    rate: { tasks: 20, bytes: 250 },
    remaining: 2,
  });
});

it('promises nothing any more when no news came for long', () => {
  expect(progressView(progress, later(61))).toMatchObject({ percent: 49, rate: null, remaining: null });
  const over = { ...progress, remaining: 0, rate: null };
  expect(progressView(over, later(3600))).toMatchObject({ remaining: 0 });
});

it('shows progress of before there was a rate', () => {
  const { rate: _, ...old } = progress;
  expect(progressView(old, later(1)).rate).toBeNull();
});

it('gives a percentage whatever the amounts, by tasks where there are no bytes', () => {
  const amount = fc.record({ tasks: fc.nat(), bytes: fc.nat() });
  fc.assert(
    fc.property(amount, amount, (done, total) => {
      const { percent } = progressView({ ...progress, done, total }, later(0));
      expect(Number.isInteger(percent) && percent >= 0 && percent <= 100).toBe(true);
    }),
  );
  const total = { tasks: 4, bytes: 0 };
  expect(progressView({ ...progress, done: { tasks: 1, bytes: 0 }, total }, later(0)).percent).toBe(25);
});
