import { ExportProgressed } from '@hub/event-contracts';
import { exportRequest } from '../testing/tasks.js';
import { progressOf } from './progress.js';

const context = {
  request: exportRequest(),
  plan: { tasks: 100, bytes: 4000 },
  startedAt: '2026-11-24T10:00:00.000Z',
};
const after = (seconds: number): Date => new Date(Date.parse(context.startedAt) + seconds * 1000);

it('promises nothing before the first slice', () => {
  expect(progressOf(context, { tasks: 0, bytes: 0, slices: 0 }, 4, after(3))).toMatchObject({
    total: { tasks: 100, bytes: 4000 },
    elapsed: 3,
    remaining: null,
  });
});

it('corrects the estimate by what the slices turned out to be', () => {
  const progress = progressOf(context, { tasks: 25, bytes: 2000, slices: 1 }, 4, after(3));
  expect(progress).toMatchObject({
    done: { tasks: 25, bytes: 2000 },
    total: { tasks: 100, bytes: 8000 },
    remaining: 9,
  });
  expect(ExportProgressed.schema.parse(progress)).toEqual(progress);
});

it('ends at nothing left', () => {
  expect(progressOf(context, { tasks: 100, bytes: 7000, slices: 4 }, 4, after(8))).toMatchObject({
    total: { bytes: 7000 },
    remaining: 0,
  });
});
