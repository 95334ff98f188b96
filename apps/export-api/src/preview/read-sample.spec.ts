import type { OutlineRow, TaskRow } from '@hub/annotation-store';
import { exportFormatWriter } from '@hub/formats';
import { createHash } from 'node:crypto';
import type { PreviewSource } from './preview-source.js';
import { readSample } from './read-sample.js';
import { compressedBytes } from './sample.js';

type Source = Pick<PreviewSource, 'outline' | 'tasks' | 'videoDocument' | 'keyFrames' | 'issues'>;

const tasks = Array.from({ length: 200 }, (_, n) => ({ seq: 10 + n, text: textOf(n), unwritable: n % 50 === 7 }));
/** Nothing that could be compressed by much, and of the same length for all. */
function textOf(n: number): string {
  return `{"task":"${createHash('sha512').update(`${n}`).digest('base64')}"}`;
}
const bytes = Buffer.byteLength(textOf(0));

/** As the store does, it writes each document over the one before. */
class OneBuffer implements Source {
  readonly asked: { from: number; to: number }[] = [];
  private readonly buffer = Buffer.alloc(bytes);

  async *outline(...[, , range]: Parameters<Source['outline']>): AsyncGenerator<OutlineRow> {
    for (const { seq } of tasks)
      if (range && seq >= range.from && seq <= range.to) yield { seq, bytes: bytes + 1, video: false };
  }
  async *tasks(...[, , range]: Parameters<Source['tasks']>): AsyncGenerator<TaskRow> {
    this.asked.push(range);
    for (const { seq, text, unwritable } of tasks) {
      if (seq < range.from || seq > range.to) continue;
      this.buffer.write(text);
      yield { ...facts, seq, document: this.buffer, unwritable: unwritable ? [] : null };
    }
  }
  videoDocument = (): never => unasked();
  keyFrames = (): never => unasked();
  issues = (): never => unasked();
}
const unasked = (): never => {
  throw new Error('there are neither videos nor issues here');
};
const facts = {
  taskId: 't',
  assetId: 'a',
  externalId: 'one.png',
  stage: 'Complete',
  batches: [],
  annotations: 1,
  classCounts: [],
  pages: 1,
  change: null,
};
const selection = (format: 'json' | 'split') => ({
  selector: {
    projectId: 'p',
    snapshot: { text: '7:7:', systemId: '1', timeline: 1, takenAt: '2026-11-24T10:00:00.000Z' },
  },
  include: { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false },
  format: exportFormatWriter({ format, finalLineFeed: false }),
});
const everywhere = [{ from: 1, to: 1000, bytes: 1e6 }];
const inTime = (): boolean => false;

it('compresses each document as it was when it was read, without those that cannot be written', async () => {
  const written = tasks.filter(({ unwritable }) => !unwritable).map(({ text }) => text);
  const sample = await readSample(new OneBuffer(), selection('json'), everywhere, inTime);
  expect(sample).toMatchObject({
    tasks: 196,
    estimated: 196 * (bytes + 1),
    plain: 196 * bytes,
    read: 196 * bytes,
    stored: await compressedBytes(written.map((text) => `${text},\n`).join('')),
  });
});

it('writes each document to a file of its own where the format does', async () => {
  const sample = await readSample(new OneBuffer(), selection('split'), everywhere, inTime);
  expect(sample).toMatchObject({ tasks: 196, files: 196, nameBytes: 196 * 'one.png-a.json'.length });
  expect(sample.stored).toBeGreaterThan(196 * 60);
});

it('reads at each spot as much as it should, and nothing more when it is late', async () => {
  const spots = [10, 60, 110].map((from) => ({ from, to: from + 49, bytes: 4 * bytes }));
  const source = new OneBuffer();
  expect((await readSample(source, selection('json'), spots, inTime)).tasks).toBe(12);
  expect(source.asked).toEqual([10, 60, 110].map((from) => ({ from, to: from + 3 })));
  let looks = 0;
  expect((await readSample(source, selection('json'), spots, () => ++looks > 2)).tasks).toBe(8);
});
