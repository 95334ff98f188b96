import type { OutlineRow } from '@hub/annotation-store';
import fc from 'fast-check';
import { MemoryAnnotationSource, snapshot, type MemoryTrack } from '../testing/memory-annotation-source.js';
import { boxTrack, videoTask } from '../testing/tasks.js';
import type { VideoPosition } from './slice-input.js';
import { videoTrackWriters } from './video-track-writers.js';
import { cutVideo, planVideo } from './video-plan.js';
import { expectedEntries, videoText, wholeVideo, type VideoStretch } from './video-text.js';

const selector = { projectId: 'p', snapshot };
const include = (onlyKeyFrames: boolean) => ({ metadata: false, history: false, onlyKeyFrames, idleBlur: false });

async function textOf(tracks: readonly MemoryTrack[], stretches: readonly VideoStretch[], onlyKeyFrames: boolean) {
  const source = new MemoryAnnotationSource([videoTask(7, tracks)]);
  const video = await source.videoDocument(selector, include(onlyKeyFrames), 7);
  const writer = onlyKeyFrames ? videoTrackWriters.keyFrames : videoTrackWriters.allFrames;
  let text = '';
  let entries = 0;
  for (const stretch of stretches)
    for await (const chunk of videoText(source, writer, video, include(onlyKeyFrames), stretch)) {
      text += chunk.text;
      entries += chunk.entries;
    }
  return { text, entries, expected: expectedEntries(video), parts: video.parts };
}

/** Stretches between the given positions, from the start to the end. */
function stretchesAt(cuts: readonly VideoPosition[]): VideoStretch[] {
  const borders = [{ part: 0, frame: 0 }, ...cuts];
  return borders.map((from, n) => ({ from, to: borders[n + 1] ?? null }));
}

const frames = fc.uniqueArray(fc.nat(80), { minLength: 1, maxLength: 8 }).map((list) => list.sort((a, b) => a - b));
const tracks = fc.array(
  fc
    .tuple(frames, fc.option(fc.integer({ min: 81, max: 90 }), { nil: undefined }))
    .map(([list, stop]) => boxTrack('o', list, stop)),
  { maxLength: 4 },
);

it('writes a document that holds every entry', async () => {
  const { text, entries, expected } = await textOf(
    [boxTrack('o1', [0, 4], 6), boxTrack('o2', [2, 3])],
    [wholeVideo],
    false,
  );
  const document = JSON.parse(text) as { task: { tools: { objectId: string; page: number }[] } };
  expect(document.task.tools.map((tool) => [tool.objectId, tool.page])).toEqual([
    ...[0, 1, 2, 3, 4, 5, 6].map((page) => ['o1', page]),
    ...[2, 3].map((page) => ['o2', page]),
  ]);
  expect([entries, expected]).toEqual([9, 9]);
});

it('gives the same text for any borders', async () => {
  const cut = fc.record({ part: fc.nat(6), frame: fc.nat(95) });
  await fc.assert(
    fc.asyncProperty(tracks, fc.array(cut, { maxLength: 6 }), fc.boolean(), async (list, cuts, onlyKeyFrames) => {
      const whole = await textOf(list, [wholeVideo], onlyKeyFrames);
      expect(whole.entries).toBe(whole.expected);
      expect(() => JSON.parse(whole.text) as unknown).not.toThrow();
      // a border lies inside the document, in a text part only at its start
      const inside = cuts
        .filter((each) => each.part < whole.parts.length)
        .map((each) => (whole.parts[each.part]?.kind === 'text' ? { ...each, frame: 0 } : each))
        .sort((a, b) => a.part - b.part || a.frame - b.frame);
      expect(await textOf(list, stretchesAt(inside), onlyKeyFrames)).toEqual(whole);
    }),
  );
});

it('gives the same text for the borders of the plan, whatever the target', async () => {
  await fc.assert(
    fc.asyncProperty(tracks, fc.integer({ min: 1, max: 3000 }), fc.boolean(), async (list, target, onlyKeyFrames) => {
      const whole = await textOf(list, [wholeVideo], onlyKeyFrames);
      const cuts = cutVideo(whole.parts, target);
      expect(await textOf(list, stretchesAt(cuts), onlyKeyFrames)).toEqual(whole);
    }),
  );
});

it('cuts a long track into stretches of about the target', async () => {
  const list = [
    boxTrack(
      'o1',
      Array.from({ length: 500 }, (_, n) => n * 40),
    ),
  ];
  const row: OutlineRow = { seq: 7, bytes: 4_000_000, video: true };
  const source = new MemoryAnnotationSource([videoTask(7, list)]);
  const slices = planVideo(row, await source.videoDocument(selector, include(false), 7), 200_000);
  expect(slices.map((slice) => slice.tasks)).toEqual([1, ...slices.slice(1).map(() => 0)]);
  const stretches = slices.map((slice) => slice.runs[0]).filter((run) => run?.kind === 'video-part');
  const sizes = await Promise.all(stretches.map(async (each) => (await textOf(list, [each], false)).text.length));
  expect(sizes.length).toBeGreaterThan(8);
  for (const size of sizes.slice(0, -1)) expect(Math.abs(size - 200_000)).toBeLessThan(60_000);
});
