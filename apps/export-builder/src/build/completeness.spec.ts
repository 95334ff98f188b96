import fc from 'fast-check';
import { assertEntries, checkSlice, Completeness, type DoneSlice } from './completeness.js';
import type { SliceInput } from './slice-input.js';
import { Tally } from './tally.js';
import { imageTask } from '../testing/tasks.js';

/** A slice that did what its plan asked for: one task for each `seq`. */
function slice(number: number, input: Partial<SliceInput>, found = input.tasks ?? 0): DoneSlice {
  const tally = new Tally();
  for (let n = 0; n < found; n++) tally.written(imageTask(n));
  return {
    number,
    input: { runs: [], tasks: 0, bytes: 0, ...input },
    result: {
      kind: 'slice',
      segments: [],
      members: [],
      quarantine: [],
      firstSetAside: null,
      removed: { segments: [], tasks: input.removed ?? 0 },
      tally: tally.values(),
      plainBytes: 0,
      stretch: null,
    },
  };
}
const broken = expect.objectContaining({ code: 'reconciliation-failed', fault: 'hub' });

/** A plan of consecutive slices, as sizes: tasks at even numbers of `seq`. */
function slicesOf(sizes: readonly number[]): DoneSlice[] {
  let seq = 0;
  return sizes.map((tasks, number) => {
    const from = seq;
    seq += 2 * tasks;
    return slice(number, { runs: [{ kind: 'tasks', from, to: seq - 2 }], tasks });
  });
}
function prove(slices: readonly DoneSlice[], planned: { slices: number; tasks: number }): Completeness {
  const proof = new Completeness();
  for (const each of slices) proof.add(each);
  proof.end(planned);
  return proof;
}
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 12 });
const plannedOf = (list: readonly number[]) => ({ slices: list.length, tasks: list.reduce((sum, n) => sum + n, 0) });

it('closes when every slice is there once, in order, with its tasks', () => {
  fc.assert(
    fc.property(sizes, (list) => {
      expect(prove(slicesOf(list), plannedOf(list)).selected).toBe(plannedOf(list).tasks);
    }),
  );
});

it('notices a slice that is missing, doubled or in the wrong place, even where the sums close', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), fc.constantFrom('drop', 'double', 'swap', 'twin'), (list, a, b, harm) => {
      const slices = slicesOf(list);
      const at = a % list.length;
      const other = b % list.length;
      if (harm === 'drop') slices.splice(at, 1);
      if (harm === 'double') slices.splice(at, 0, slices[at]!);
      if (harm === 'swap' && at !== other) [slices[at], slices[other]] = [slices[other]!, slices[at]!];
      // its number is right, its tasks are those of another
      if (harm === 'twin' && at !== other) slices[at] = { ...slices[other]!, number: at };
      if ((harm === 'swap' || harm === 'twin') && at === other) return;
      expect(() => prove(slices, plannedOf(list))).toThrow(broken);
    }),
  );
});

it('notices a task that was lost or doubled inside a slice, or between two', () => {
  const input = { runs: [{ kind: 'tasks' as const, from: 1, to: 9 }], tasks: 5, bytes: 0 };
  for (const found of [4, 6]) expect(() => checkSlice(0, input, slice(0, input, found).result)).toThrow(broken);
  expect(() => prove(slicesOf([3, 4]), { slices: 2, tasks: 8 })).toThrow(
    '8 tasks were selected, but the slices hold 7.',
  );
});

it('notices bytes that are in no segment', () => {
  const short = slice(0, {});
  expect(() => prove([{ ...short, result: { ...short.result, plainBytes: 5 } }], { slices: 1, tasks: 0 })).toThrow(
    'Slice 0: 5 bytes were written, but its segments hold 0.',
  );
});

it('notices removed tasks that are not listed', () => {
  const runs = [{ kind: 'removed' as const, from: 1, to: 9 }];
  expect(prove([slice(0, { runs, removed: 3 })], { slices: 1, tasks: 0 }).removed).toBe(3);
  const lost = slice(0, { runs, removed: 3 });
  expect(() => prove([{ ...lost, input: { ...lost.input, removed: 4 } }], { slices: 1, tasks: 0 })).toThrow(broken);
});

it('lets the stretches of a video share its place, and nobody else', () => {
  const part = (number: number, seq: number, frame: number, tasks: number): DoneSlice =>
    slice(number, { runs: [{ kind: 'video-part', seq, from: { part: 0, frame }, to: null }], tasks });
  expect(prove([part(0, 7, 0, 1), part(1, 7, 50, 0), part(2, 8, 0, 1)], { slices: 3, tasks: 2 }).selected).toBe(2);
  expect(() => prove([part(0, 7, 0, 1), part(1, 7, 0, 1)], { slices: 2, tasks: 2 })).toThrow(broken);
  expect(() => prove([part(0, 7, 0, 1), part(1, 6, 50, 0)], { slices: 2, tasks: 1 })).toThrow(broken);
});

it('compares the directory with what was built', () => {
  expect(() => assertEntries(3, 3)).not.toThrow();
  expect(() => assertEntries(2, 3)).toThrow(broken);
});
