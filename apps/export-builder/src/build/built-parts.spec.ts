import type { ArchiveMember, Segment } from '@hub/archive';
import { exportFormatWriter } from '@hub/formats';
import { joinSlices } from './built-parts.js';
import type { DoneSlice } from './completeness.js';
import type { SliceResult } from './slice-result.js';
import { Tally } from './tally.js';

const segment = (key: string): Segment => ({
  key,
  plainBytes: 2,
  plainCrc32: 0,
  storedBytes: 1,
  storedCrc32: 0,
  storedCrc32c: 0,
});
const packed = (key: string): ArchiveMember => ({
  kind: 'packed',
  entries: 3,
  packed: { key, bytes: 1, crc32: 0, crc32c: 0 },
  directory: { key: `${key}-directory`, bytes: 1, crc32: 0 },
});
const result = (more: Partial<SliceResult>): SliceResult => ({
  kind: 'slice',
  segments: [],
  members: [],
  quarantine: [],
  tally: new Tally().values(),
  firstSetAside: null,
  removed: { segments: [], tasks: 0 },
  plainBytes: 2 * (more.segments?.length ?? 0),
  stretch: null,
  ...more,
});
const stretch = (n: number, of: number, entries: number): SliceResult['stretch'] => ({
  fileName: 'video.mp4-7.json',
  beginsInside: n > 0,
  endsInside: n < of - 1,
  seq: 7,
  entries,
  expectedEntries: 30,
});
async function* stream(results: readonly SliceResult[]): AsyncIterable<DoneSlice> {
  for (const [number, each] of results.entries())
    yield { number, input: { runs: [], tasks: 0, removed: each.removed.tasks, bytes: 0 }, result: each };
}

const json = exportFormatWriter({ format: 'json', finalLineFeed: false });
const split = exportFormatWriter({ format: 'split', finalLineFeed: false });

it('joins one file, and leaves no separator for a slice that set everything aside', async () => {
  const results = [
    result({ quarantine: [segment('q0')] }),
    result({ segments: [segment('a'), segment('b')] }),
    result({ quarantine: [segment('q2')] }),
    result({ segments: [segment('c')] }),
  ];
  const { data, quarantine } = await joinSlices(stream(results), json, 'data.json');
  const parts = data[0]?.kind === 'file' ? data[0].parts : [];
  expect(
    parts.map((part) => (part.kind === 'segment' ? part.segment.key : Buffer.from(part.plain, 'base64').toString())),
  ).toEqual(['[', 'a', 'b', ',\n', 'c', ']']);
  expect(quarantine.map((each) => each.key)).toEqual(['q0', 'q2']);
});

it('makes the stretches of a large video one file of a split export', async () => {
  const results = [
    result({ members: [packed('p0')] }),
    result({ segments: [segment('v0')], stretch: stretch(0, 3, 10) }),
    result({ segments: [], stretch: stretch(1, 3, 0) }),
    result({ segments: [segment('v2')], stretch: stretch(2, 3, 20) }),
    result({ members: [packed('p1')] }),
  ];
  const { data, content, incomplete } = await joinSlices(stream(results), split, 'unused');
  expect(
    data.map((member) => (member.kind === 'file' ? [member.name, member.parts.length] : member.packed.key)),
  ).toEqual(['p0', ['video.mp4-7.json', 2], 'p1']);
  expect(content.map((part) => part.members)).toEqual([1, 1, 0, 0, 1]);
  expect(incomplete).toEqual([]);
});

it('finds a video that lost entries', async () => {
  const results = [result({ stretch: stretch(0, 2, 10) }), result({ stretch: stretch(1, 2, 19) })];
  const { incomplete } = await joinSlices(stream(results), json, 'data.json');
  expect(incomplete).toEqual([{ seq: 7, entries: 29, expectedEntries: 30 }]);
});
