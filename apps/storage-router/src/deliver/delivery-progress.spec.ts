import { ExportProgressed } from '@hub/event-contracts';
import { withMark } from '@hub/sliced-work';
import type { Delivery } from './delivery.js';
import { deliveryProgress } from './delivery-progress.js';

const start = new Date('2026-11-24T10:00:00.000Z');
const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const mark = (seconds: number, done: number) => ({ at: at(seconds).getTime(), done });
const request: Delivery['request'] = {
  exportId: 'e1',
  attempt: 1,
  organizationId: 'o1',
  projectId: 'p1',
  projectName: 'Street scenes',
  format: 'json',
  converter: null,
  kind: 'original',
  archive: {
    descriptor: { key: 'd', bytes: 1 },
    fileName: 'a.zip',
    bytes: 1000,
    reconciliation: { selected: 50, exported: 50, quarantined: 0, empty: 0 },
    annotations: 1,
  },
};
const delivery = { exportId: 'e1', bytes: 1000, request, startedAt: start, marks: [mark(0, 0)] };

it('says how fast it is, and when it will be there', () => {
  const marks = withMark(delivery.marks, mark(2, 400));
  const progress = deliveryProgress({ ...delivery, marks }, 400, at(2));
  expect(progress).toMatchObject({
    step: 'deliver',
    done: { tasks: 20, bytes: 400 },
    total: { tasks: 50, bytes: 1000 },
    elapsed: 2,
    remaining: 3,
    rate: { tasks: 10, bytes: 200 },
  });
  expect(ExportProgressed.schema.parse(progress)).toEqual(progress);
});

it('promises nothing right after a retry, however long ago the run before was', () => {
  const retried = { ...delivery, startedAt: at(604_800), marks: [mark(604_801, 500)] };
  expect(deliveryProgress(retried, 500, at(604_801))).toMatchObject({ elapsed: 1, remaining: null, rate: null });
  const marks = withMark(retried.marks, mark(604_803, 700));
  expect(deliveryProgress({ ...retried, marks }, 700, at(604_803))).toMatchObject({
    elapsed: 3,
    remaining: 3,
    rate: { bytes: 100 },
  });
});
