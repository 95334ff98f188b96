import type { AnnotationSource, KeyFrame, RemovedTask, TaskRow } from '@hub/annotation-store';
import type { ExportFormat } from '@hub/event-contracts';
import { buildByHand } from '../testing/build-by-hand.js';
import { MemoryAnnotationSource, snapshot } from '../testing/memory-annotation-source.js';
import { MemoryBucket } from '../testing/memory-bucket.js';
import { boxTrack, exportRequest, imageTask, videoTask } from '../testing/tasks.js';
import type { DoneSlice } from './completeness.js';

const change = 'added' as const;
const tasks = [
  ...Array.from({ length: 20 }, (_, n) => imageTask(1 + n, { change })),
  videoTask(30, [boxTrack('o1', [0, 3], 5)], { change }),
  videoTask(31, [boxTrack('o1', [0, 40, 90], 95), boxTrack('o2', [7, 99])], { change }),
  ...Array.from({ length: 9 }, (_, n) => imageTask(40 + n, { change })),
];
const gone = [70, 71, 72].map((seq): RemovedTask => {
  const { taskId, assetId, externalId } = imageTask(seq);
  return { seq, taskId, assetId, externalId, reason: 'deleted' };
});

type Readings = Partial<Pick<AnnotationSource, 'tasks' | 'keyFrames' | 'removed' | 'outline'>>;
/** A source that reads right but for what `wrong` says. */
const sourceWith = (wrong: (right: MemoryAnnotationSource) => Readings): AnnotationSource => {
  const right = new MemoryAnnotationSource(tasks, [], gone);
  return Object.assign(Object.create(right) as MemoryAnnotationSource, wrong(right));
};
const rightSource = (): AnnotationSource => sourceWith(() => ({}));

async function* edited<T>(items: AsyncIterable<T>, edit: (item: T, nth: number) => readonly T[]): AsyncIterable<T> {
  let nth = 0;
  for await (const item of items) yield* edit(item, nth++);
}

const build = (
  source: AnnotationSource,
  format: ExportFormat = 'json',
  tamper?: (slices: DoneSlice[]) => DoneSlice[],
): Promise<unknown> => {
  const request = exportRequest({ since: { exportId: 'base', snapshot } }, { format });
  return buildByHand({ request, source, bucket: new MemoryBucket(), sliceBytes: 700, tamper });
};

const rows = (edit: (row: TaskRow) => readonly TaskRow[]) => (right: MemoryAnnotationSource) => ({
  tasks: (...call: Parameters<AnnotationSource['tasks']>) => edited(right.tasks(...call), edit),
});
const keys = (edit: (key: KeyFrame) => readonly KeyFrame[]) => (right: MemoryAnnotationSource) => ({
  keyFrames: (...call: Parameters<AnnotationSource['keyFrames']>) => edited(right.keyFrames(...call), edit),
});
/** Right when it is planned, wrong when it is read again. */
function removedAgain(edit: (task: RemovedTask) => readonly RemovedTask[]) {
  let readings = 0;
  return (right: MemoryAnnotationSource) => ({
    removed: (...call: Parameters<AnnotationSource['removed']>) =>
      readings++ === 0 ? right.removed(...call) : edited(right.removed(...call), edit),
  });
}
const wrongSources: Record<string, () => (right: MemoryAnnotationSource) => Readings> = {
  'a task is lost when it is read': () => rows((row) => (row.seq === 12 ? [] : [row])),
  'the last task is lost': () => rows((row) => (row.seq === 48 ? [] : [row])),
  'a task comes twice': () => rows((row) => (row.seq === 12 ? [row, row] : [row])),
  'a task comes in the place of another': () => {
    let before: TaskRow | null = null;
    return rows((row) => {
      const shown = row.seq === 12 && before ? before : row;
      before = row;
      return [shown];
    });
  },
  'tasks come in another order': () => rows((row) => (row.seq === 12 ? [] : row.seq === 13 ? [row, lost] : [row])),
  'a key frame of a small video is lost': () => keys((key) => (key.frame === 3 ? [] : [key])),
  'a key frame of a large video is lost': () => keys((key) => (key.frame === 90 ? [] : [key])),
  'a removed task is lost': () => removedAgain((task) => (task.seq === 71 ? [] : [task])),
  'a removed task comes twice': () => removedAgain((task) => (task.seq === 71 ? [task, task] : [task])),
};
const lost: TaskRow = { ...imageTask(12), change, document: Buffer.from('{}') };
const wrongCheckpoints: Record<string, (slices: DoneSlice[]) => DoneSlice[]> = {
  'a slice is dropped': (slices) => slices.toSpliced(3, 1),
  'the last slice is dropped': (slices) => slices.slice(0, -1),
  'a slice is there twice': (slices) => slices.toSpliced(3, 0, slices[3]!),
  'a slice holds the result of another': (slices) =>
    slices.map((slice) => (slice.number === 3 ? { ...slices[2]!, number: 3 } : slice)),
  'a segment is dropped': (slices) =>
    slices.map((slice) => (slice.number === 3 ? { ...slice, result: withoutText(slice.result) } : slice)),
  'a stretch of a video is empty': (slices) => {
    const at = slices.findIndex(({ result }) => result.stretch?.beginsInside);
    const [slice] = slices.slice(at);
    if (!slice?.result.stretch) throw new Error('no large video');
    const stretch = { ...slice.result.stretch, entries: 0 };
    return slices.with(at, { ...slice, result: { ...slice.result, segments: [], plainBytes: 0, stretch } });
  },
};
/** Its data, wherever it is: text of the one file, or files. */
const withoutText = (result: DoneSlice['result']): DoneSlice['result'] => ({ ...result, segments: [], members: [] });

describe.each(['json', 'split'] as const)('a build as %s', (format) => {
  it('is concluded when nothing is wrong', async () => {
    await expect(build(rightSource(), format)).resolves.toMatchObject({
      reconciliation: { selected: tasks.length, exported: tasks.length, removed: 3 },
    });
  });

  it.each(Object.keys(wrongSources))('fails loudly when %s', async (name) => {
    await expect(build(sourceWith(wrongSources[name]!()), format)).rejects.toMatchObject({
      code: 'reconciliation-failed',
      fault: 'hub',
    });
  });

  it.each(Object.keys(wrongCheckpoints))('fails loudly when %s', async (name) => {
    await expect(build(rightSource(), format, wrongCheckpoints[name])).rejects.toMatchObject({
      code: 'reconciliation-failed',
      fault: 'hub',
    });
  });
});
