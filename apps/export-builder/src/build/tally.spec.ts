import fc from 'fast-check';
import { imageTask } from '../testing/tasks.js';
import { Tally, tallySchema } from './tally.js';

it('counts the written and the empty, and names in a fixed order', () => {
  const tally = new Tally();
  tally.written(
    imageTask(1, {
      stage: 'Review',
      batches: ['b', 'a'],
      annotations: 3,
      classCounts: [
        ['Cat', 2],
        ['Ant', 1],
      ],
    }),
  );
  tally.written(imageTask(2, { annotations: 0, classCounts: [], change: 'added' }));
  tally.setAside([{ reason: 'bad number' }, { reason: 'bad number' }, { reason: 'bad text' }], 'changed');
  expect(tally.values()).toEqual({
    exported: 1,
    empty: 1,
    quarantined: 1,
    added: 1,
    changed: 1,
    annotations: 3,
    pages: 2,
    stages: [
      ['Complete', 1],
      ['Review', 1],
    ],
    batches: [
      ['a', 1],
      ['b', 1],
      ['week-1', 1],
    ],
    classes: [
      ['Ant', 1],
      ['Cat', 2],
    ],
    reasons: [
      ['bad number', 1],
      ['bad text', 1],
    ],
  });
});

it('adds up to the same however the tasks are spread, with any names', () => {
  const change = fc.constantFrom('added' as const, 'changed' as const, null);
  const task = fc.record({ stage: fc.constantFrom('a', '__proto__', 'constructor'), annotations: fc.nat(3), change });
  fc.assert(
    fc.property(fc.array(fc.array(task)), (slices) => {
      const whole = new Tally();
      const sum = new Tally();
      for (const tasks of slices) {
        const part = new Tally();
        for (const each of tasks) for (const tally of [whole, part]) tally.written(imageTask(1, each));
        // through JSON, as a checkpoint goes
        sum.add(tallySchema.parse(JSON.parse(JSON.stringify(part.values()))));
      }
      expect(sum.values()).toEqual(whole.values());
    }),
  );
});
