import { reconcile } from './reconcile.js';
import { Tally } from './tally.js';
import { imageTask } from '../testing/tasks.js';

const tally = new Tally();
tally.written(imageTask(1));
tally.written(imageTask(2, { annotations: 0 }));
tally.setAside([{ reason: 'x' }]);
const values = tally.values();

it('closes when every selected task is accounted for', () => {
  expect(reconcile(3, { tally: values, incomplete: [] })).toEqual({
    selected: 3,
    exported: 1,
    quarantined: 1,
    empty: 1,
  });
});

it.each([2, 4])('fails loudly when %i were selected', (selected) => {
  expect(() => reconcile(selected, { tally: values, incomplete: [] })).toThrow(
    expect.objectContaining({ code: 'reconciliation-failed', fault: 'hub' }),
  );
});

it('fails loudly when a video lacks entries', () => {
  expect(() => reconcile(3, { tally: values, incomplete: [{ seq: 9, entries: 5, expectedEntries: 6 }] })).toThrow(
    'Video 9: 6 entries expected, 5 written.',
  );
});
