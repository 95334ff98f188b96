import fc from 'fast-check';

const stage = fc.constantFrom('Start', 'Label', 'Complete');
const place = fc.nat(40);
const batch = fc.nat(1);

/** One change to a project; `place` picks a task. */
const change = fc.oneof(
  fc.record({
    kind: fc.constant('create' as const),
    video: fc.boolean(),
    broken: fc.constantFrom(false, false, true),
    stage,
    batch: fc.option(batch),
    objects: fc.nat(3),
  }),
  fc.record({
    kind: fc.constant('save' as const),
    place,
    objects: fc.nat(3),
    broken: fc.constantFrom(false, false, false, true),
  }),
  fc.record({ kind: fc.constant('complete' as const), place, stage }),
  fc.record({
    kind: fc.constant('requeue' as const),
    place,
    stage,
    removeAnnotations: fc.boolean(),
    removeStageHistory: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('assign' as const), place, batch }),
  fc.record({ kind: fc.constant('metadata' as const), place, width: fc.nat(99) }),
  fc.record({ kind: fc.constant('rename-batch' as const), batch, name: fc.nat(9) }),
  fc.record({ kind: fc.constant('delete' as const), place }),
);
export type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

/** A change in a transaction that stays open for some steps and is then committed, or not. */
export const historyStep = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'snapshot' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('transaction' as const),
      change,
      open: fc.constantFrom(0, 0, 1, 2, 4),
      rollback: fc.constantFrom(false, false, false, true),
    }),
  },
);
export type HistoryStep = typeof historyStep extends fc.Arbitrary<infer S> ? S : never;
