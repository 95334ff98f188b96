import type { OutlineRow, VideoDocument } from '@hub/annotation-store';
import fc from 'fast-check';
import { pieceLimits, planSlices, type PieceLimits, type PlanPiece } from './build-plan.js';
import type { SliceInput } from './slice-input.js';

async function* rows(list: readonly OutlineRow[]): AsyncIterable<OutlineRow> {
  yield* list;
}
const inOne: PieceLimits = { slices: Infinity, rows: Infinity, fewestSlices: 1 };
const inOnePiece = (targetBytes: number) => ({ targetBytes, limits: inOne });
const noVideo = (): Promise<VideoDocument> => Promise.reject(new Error('no large video here'));
const image = (seq: number, bytes: number): OutlineRow => ({ seq, bytes, video: false });
const video = (seq: number, bytes: number): OutlineRow => ({ seq, bytes, video: true });

it('plans nothing for an empty selection', async () => {
  expect(await planSlices(rows([]), noVideo, inOnePiece(100))).toMatchObject({ slices: [], tasks: 0, bytes: 0 });
});

it('cuts by bytes, between tasks', async () => {
  const plan = await planSlices(
    rows([image(3, 60), image(5, 60), image(9, 10), image(12, 500), image(13, 1)]),
    noVideo,
    inOnePiece(100),
  );
  expect(plan.slices).toEqual([
    { runs: [{ kind: 'tasks', from: 3, to: 5 }], tasks: 2, bytes: 120 },
    { runs: [{ kind: 'tasks', from: 9, to: 12 }], tasks: 2, bytes: 510 },
    { runs: [{ kind: 'tasks', from: 13, to: 13 }], tasks: 1, bytes: 1 },
  ]);
});

it('groups small videos with their neighbours, in order', async () => {
  const plan = await planSlices(
    rows([image(1, 1), video(2, 1), image(3, 1), image(4, 1), video(5, 1)]),
    noVideo,
    inOnePiece(100),
  );
  expect(plan.slices).toHaveLength(1);
  expect(plan.slices[0]?.runs).toEqual([
    { kind: 'tasks', from: 1, to: 1 },
    { kind: 'video', seq: 2 },
    { kind: 'tasks', from: 3, to: 4 },
    { kind: 'video', seq: 5 },
  ]);
});

it('gives a large video that cannot be written one slice of its own', async () => {
  const document = { unwritable: [{ objectId: null, path: '', reason: 'not a number' }], parts: [] };
  const plan = await planSlices(
    rows([image(1, 1), video(2, 1000)]),
    async () => document as unknown as VideoDocument,
    inOnePiece(100),
  );
  expect(plan.slices.map((slice) => slice.runs[0]?.kind)).toEqual(['tasks', 'video']);
});

it('asks for large videos when the outline has ended, and keeps their place', async () => {
  let reading = true;
  async function* outline(): AsyncIterable<OutlineRow> {
    yield* [image(1, 1), video(2, 1000), image(3, 1)];
    reading = false;
  }
  const document = async (): Promise<VideoDocument> => {
    expect(reading).toBe(false);
    return { unwritable: null, parts: [] } as unknown as VideoDocument;
  };
  const plan = await planSlices(outline(), document, inOnePiece(100));
  expect(plan.slices.map((slice) => slice.runs[0])).toEqual([
    { kind: 'tasks', from: 1, to: 1 },
    { kind: 'video', seq: 2 },
    { kind: 'tasks', from: 3, to: 3 },
  ]);
  expect(plan).toMatchObject({ tasks: 3, bytes: 1002 });
});

it('covers every task exactly once, and keeps the description of a slice small', async () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(99), fc.boolean()), {
    maxLength: 2000,
    size: 'max',
  });
  await fc.assert(
    fc.asyncProperty(gaps, fc.integer({ min: 100, max: 100_000 }), async (list, target) => {
      let seq = 0;
      const outline = list.map(([gap, bytes, isVideo]) => ({ seq: (seq += gap), bytes, video: isVideo }));
      const plan = await planSlices(rows(outline), noVideo, inOnePiece(target));
      const runs = plan.slices.flatMap((slice) => slice.runs);
      const covered = runs.flatMap((run) => {
        if (run.kind === 'video') return [run.seq];
        if (run.kind !== 'tasks') return [];
        return outline.filter((row) => !row.video && row.seq >= run.from && row.seq <= run.to).map((row) => row.seq);
      });
      expect(covered).toEqual(outline.map((row) => row.seq));
      expect(plan.slices.reduce((sum, slice) => sum + slice.tasks, 0)).toBe(outline.length);
      expect(plan.tasks).toBe(outline.length);
      expect(Math.max(0, ...plan.slices.map((slice) => slice.runs.length))).toBeLessThanOrEqual(500);
    }),
    { numRuns: 50 },
  );
});

/** Plans piece after piece; each begins where the one before it ended. */
async function planInPieces(outline: readonly OutlineRow[], targetBytes: number, limits: PieceLimits) {
  const pieces: PlanPiece[] = [];
  for (let from: number | null = 0; from !== null; from = pieces.at(-1)?.next ?? null) {
    const first: number = from;
    const document = async (): Promise<VideoDocument> => ({ unwritable: null, parts: [] }) as unknown as VideoDocument;
    const rest = rows(outline.filter(({ seq }) => seq >= first));
    pieces.push(await planSlices(rest, document, { targetBytes, limits }));
  }
  return pieces;
}
const withoutPlans = (slices: readonly SliceInput[]): SliceInput[] => slices.map(({ planFrom: _, ...slice }) => slice);

it('gives the same slices whatever the pieces, each piece the plan of the next', async () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(300), fc.boolean()), {
    maxLength: 300,
    size: 'max',
  });
  const limitsOf = fc.record({
    slices: fc.integer({ min: 1, max: 5 }),
    rows: fc.integer({ min: 1, max: 40 }),
    fewestSlices: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(gaps, fc.integer({ min: 100, max: 2000 }), limitsOf, async (list, target, limits) => {
      let seq = 0;
      const outline = list.map(([gap, bytes, isVideo]) => ({ seq: (seq += gap), bytes, video: isVideo }));
      const [whole] = await planInPieces(outline, target, inOne);
      const pieces = await planInPieces(outline, target, limits);
      expect(withoutPlans(pieces.flatMap(({ slices }) => slices))).toEqual(whole?.slices);
      expect(pieces.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(whole?.tasks);
      expect(pieces.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(whole?.bytes);
      for (const { slices, next } of pieces) {
        expect(slices.map(({ planFrom }) => planFrom ?? null)).toEqual(slices.map((_, n) => (n === 0 ? next : null)));
        expect(slices.length).toBeLessThanOrEqual(Math.max(limits.slices, limits.fewestSlices) + 3);
      }
    }),
    { numRuns: 200 },
  );
});

it('leaves the outline as soon as the piece is large enough', async () => {
  let read = 0;
  async function* endless(): AsyncIterable<OutlineRow> {
    for (;;) yield image(++read, 50);
  }
  const limits = pieceLimits(2);
  const plan = await planSlices(endless(), noVideo, { targetBytes: 100, limits });
  expect(plan.slices).toHaveLength(16);
  expect(plan).toMatchObject({ tasks: 32, next: 33 });
  expect(read).toBe(33);
  const tiny = await planSlices(endless(), noVideo, { targetBytes: 50 * 20_000, limits });
  expect(tiny.slices).toHaveLength(4);
  const wide = await planSlices(endless(), noVideo, { targetBytes: 100, limits: pieceLimits(20) });
  expect(wide.slices).toHaveLength(40);
});

it('stops when it is told', async () => {
  const stop = new AbortController();
  async function* endless(): AsyncIterable<OutlineRow> {
    for (let seq = 1; ; seq++) {
      if (seq === 10) stop.abort(new Error('cancelled'));
      yield image(seq, 1);
    }
  }
  await expect(planSlices(endless(), noVideo, inOnePiece(100), stop.signal)).rejects.toThrow('cancelled');
});
