import { ExportProgressed } from '@hub/event-contracts';
import { withMark } from '@hub/sliced-work';
import fc from 'fast-check';
import { exportRequest } from '../testing/tasks.js';
import { progressOf, rateOf, type BuildDone, type Mark, type PlanKnown } from './progress.js';

const request = exportRequest();
const plan: PlanKnown = { tasks: 100, bytes: 4000, whole: true };
const nothing: BuildDone = { tasks: 0, bytes: 0, planned: 0 };
const mark = (seconds: number, done: BuildDone): Mark => ({ at: 1_000_000 + seconds * 1000, ...done });
const marksOf = (...list: Mark[]): Mark[] => list.reduce<Mark[]>(withMark, []);
const week = 7 * 24 * 3600;

it('promises nothing before it knows how fast it is', () => {
  const progress = progressOf(request, { done: nothing, plan, marks: [mark(0, nothing)], elapsedMs: 3000 });
  expect(progress).toMatchObject({ total: { tasks: 100, bytes: 4000 }, elapsed: 3, remaining: null, rate: null });
});

it('corrects the bytes by what the slices turned out to be, and takes the time from the rate of late', () => {
  const done = { tasks: 25, bytes: 2000, planned: 1000 };
  const marks = marksOf(mark(0, nothing), mark(4, done));
  const progress = progressOf(request, { done, plan, marks, elapsedMs: 4000 });
  expect(progress).toMatchObject({
    done: { tasks: 25, bytes: 2000 },
    total: { tasks: 100, bytes: 8000 },
    remaining: 12,
    rate: { tasks: 6.3, bytes: 500 },
  });
  expect(ExportProgressed.schema.parse(progress)).toEqual(progress);
});

it('says what is known while the plan still grows, and promises no end', () => {
  const done = { tasks: 25, bytes: 2000, planned: 2000 };
  const marks = marksOf(mark(0, nothing), mark(4, done));
  expect(progressOf(request, { done, plan: { ...plan, whole: false }, marks, elapsedMs: 4000 })).toMatchObject({
    total: { tasks: 100, bytes: 4000 },
    remaining: null,
    rate: { bytes: 500 },
  });
});

it('forgets how fast it was before a pause', () => {
  const done = { tasks: 50, bytes: 2000, planned: 2000 };
  const before = marksOf(mark(0, nothing), mark(2, done));
  const more = { tasks: 52, bytes: 2080, planned: 2080 };
  const after = withMark(before, mark(week, more));
  expect(progressOf(request, { done: more, plan, marks: after, elapsedMs: 1000 })).toMatchObject({
    remaining: null,
    rate: null,
  });
  const faster = { tasks: 60, bytes: 2480, planned: 2480 };
  expect(rateOf(withMark(after, mark(week + 1, faster)))).toEqual({ tasks: 8, bytes: 400, planned: 400 });
});

it('measures the last ten seconds, from a few marks', () => {
  let marks: Mark[] = [];
  for (let second = 0; second <= 300; second++) {
    // ten times as fast in the second half
    const planned = second <= 150 ? second * 10 : 1500 + (second - 150) * 100;
    marks = withMark(marks, mark(second, { tasks: second, bytes: planned, planned }));
    expect(marks.length).toBeLessThan(15);
    if (second > 1 && (second <= 150 || second > 162))
      expect(rateOf(marks)?.bytes).toBeCloseTo(second <= 150 ? 10 : 100);
  }
});

/** A build as a series of slices: pauses between them in seconds, and how wrong the plan was about their bytes. */
const builds = fc.array(
  fc.record({
    pause: fc.oneof(fc.double({ min: 0.1, max: 30, noNaN: true }), fc.constantFrom(3600, week)),
    planned: fc.integer({ min: 0, max: 5000 }),
    wrong: fc.double({ min: 0, max: 4, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);

it('never gives a negative time, comes to nothing left, and does not jump because of a pause', () => {
  fc.assert(
    fc.property(builds, (slices) => {
      const known = { tasks: slices.length, bytes: slices.reduce((sum, { planned }) => sum + planned, 0), whole: true };
      let marks = [mark(0, nothing)];
      let done = nothing;
      let now = 0;
      let last = progressOf(request, { done, plan: known, marks, elapsedMs: 0 });
      for (const { pause, planned, wrong } of slices) {
        now += pause;
        const bytes = done.bytes + Math.round(planned * wrong);
        done = { tasks: done.tasks + 1, bytes, planned: done.planned + planned };
        marks = withMark(marks, mark(now, done));
        last = progressOf(request, { done, plan: known, marks, elapsedMs: now * 1000 });
        expect(ExportProgressed.schema.parse(last)).toEqual(last);
        expect(last.total.bytes).toBeGreaterThanOrEqual(last.done.bytes);
        expect(last.total.tasks).toBeGreaterThanOrEqual(last.done.tasks);
        if (last.remaining === null || (last.remaining === 0 && done.planned === known.bytes)) continue;
        expect(last.remaining).toBeGreaterThanOrEqual(0);
        // the marks reach back ten seconds and one gap of at most a minute: no longer pause is in the pace
        const ofLate = done.planned - (marks[0]?.planned ?? 0);
        expect(last.remaining).toBeLessThanOrEqual(((known.bytes - done.planned) * 70) / ofLate + 0.1);
      }
      expect(last).toMatchObject({ remaining: 0, done: { tasks: known.tasks }, total: { bytes: last.done.bytes } });
    }),
  );
});
