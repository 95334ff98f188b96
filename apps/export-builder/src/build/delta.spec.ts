import type { RemovedTask } from '@hub/annotation-store';
import { readZip } from '@hub/archive/testing';
import type { ExportFormat, Snapshot } from '@hub/event-contracts';
import fc from 'fast-check';
import { buildByHand, zipOf } from '../testing/build-by-hand.js';
import { ExportedState, type TextFile } from '../testing/exported-state.js';
import { MemoryAnnotationSource, snapshot, type MemoryTask } from '../testing/memory-annotation-source.js';
import { MemoryBucket } from '../testing/memory-bucket.js';
import { boxTrack, exportRequest, imageTask, videoTask } from '../testing/tasks.js';

/** The tasks of a project at an instant, in the order of `seq`. */
type Project = readonly MemoryTask[];
const chosen = (task: MemoryTask | undefined): task is MemoryTask => task?.stage === 'Complete';

/** What the store shows of the present state, or of what changed since an earlier one. */
function sourceOf(now: Project, base: Project | null): MemoryAnnotationSource {
  const then = new Map((base ?? []).map((task) => [task.seq, task]));
  const there = new Map(now.map((task) => [task.seq, task]));
  const changeOf = (task: MemoryTask): MemoryTask['change'] => {
    const before = then.get(task.seq);
    if (!chosen(before)) return 'added';
    return before === task ? null : 'changed';
  };
  const gone = (base ?? [])
    .filter((task) => chosen(task) && !chosen(there.get(task.seq)))
    .map(({ seq, taskId, assetId, externalId }): RemovedTask => {
      const reason = there.has(seq) ? 'not-selected' : 'deleted';
      return { seq, taskId, assetId, externalId, reason };
    });
  return new MemoryAnnotationSource(
    now.map((task) => ({ ...task, change: changeOf(task) })),
    [],
    gone,
  );
}

const at = (n: number): Snapshot => ({ ...snapshot, text: `${n}:${n}:` });

/** Small pieces: the plan goes on several times. */
const limits = { slices: 2, rows: 4, fewestSlices: 1 };

async function filesOf(format: ExportFormat, now: Project, base: Project | null, nth = 0): Promise<TextFile[]> {
  const bucket = new MemoryBucket();
  const since = base ? { since: { exportId: `export-${nth - 1}`, snapshot: at(nth - 1) } } : {};
  const request = exportRequest({ snapshot: at(nth), ...since }, { format, stageIds: ['Complete'] });
  const archive = await buildByHand({
    request,
    source: sourceOf(now, base),
    bucket,
    sliceBytes: 700,
    width: 2,
    limits,
  });
  return (await readZip(await zipOf(bucket, archive))).map(({ name, plain }) => ({ name, text: plain.toString() }));
}

const bad = [{ objectId: 'o1', path: 'tools/0/bounding-box/x', reason: 'not a finite number' }];
/** One thing that happens to a project: to the task in the given place, or a new one. */
const event = fc.record({
  kind: fc.constantFrom('add', 'add-video', 'edit', 'edit', 'move', 'delete', 'break', 'mend'),
  place: fc.nat(30),
  size: fc.integer({ min: 1, max: 900 }),
});
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

function happen(project: Project, { kind, place, size }: Event): Project {
  if (kind === 'add' || project.length === 0) return [...project, imageTask(nextSeq++, { bytes: size })];
  if (kind === 'add-video') return [...project, videoTask(nextSeq++, [boxTrack('o1', [0, 1 + (size % 40)], 50)])];
  const target = place % project.length;
  return project.flatMap((task, n) => {
    if (n !== target) return [task];
    if (kind === 'delete') return [];
    if (kind === 'move') return [{ ...task, stage: task.stage === 'Complete' ? 'Label' : 'Complete' }];
    if (kind === 'break') return [{ ...task, unwritable: bad }];
    if (kind === 'mend') return [{ ...task, unwritable: null }];
    return [task.tracks ? { ...task, tracks: [boxTrack(`o${size}`, [0, 5], 9)] } : edited(task, size)];
  });
}
/** Numbers of `seq` are never used again. */
let nextSeq = 1;
const edited = (task: MemoryTask, size: number): MemoryTask => ({
  ...task,
  document: imageTask(task.seq, { bytes: size, externalId: `image ${task.seq}.png v${size}` }).document,
});

it('gives the full export when it is applied to its base, over any history', async () => {
  const histories = fc.array(fc.array(event, { maxLength: 12 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(histories, fc.constantFrom<ExportFormat>('json', 'ndjson', 'split'), async (history, format) => {
      let project: Project = [];
      for (let n = 0; n < 6; n++) project = happen(project, { kind: 'add', place: 0, size: 300 });
      const held = new ExportedState(format).apply(await filesOf(format, project, null));
      for (const [n, events] of history.entries()) {
        const base = project;
        project = events.reduce(happen, project);
        held.apply(await filesOf(format, project, base, n + 1));
        const full = new ExportedState(format).apply(await filesOf(format, project, null));
        expect(held.content()).toEqual(full.content());
      }
    }),
    { numRuns: 15 },
  );
});

it('says what came, changed and went, and puts the removed between data and manifest', async () => {
  const base = [1, 2, 3, 4, 5].map((seq) => imageTask(seq));
  const now = [base[0]!, imageTask(2, { bytes: 500 }), imageTask(3, { stage: 'Label' }), base[3]!, imageTask(6)];
  const files = await filesOf('ndjson', [...now, imageTask(7, { unwritable: bad })], base, 1);
  expect(files.map(({ name }) => name)).toEqual([
    expect.stringMatching(/\.ndjson$/),
    'removed.ndjson',
    'manifest.json',
    'quarantine.ndjson',
  ]);
  const [data, removed, manifest] = files.map(({ text }) => text);
  expect(data?.split('\n')).toHaveLength(2);
  const { taskId, assetId } = imageTask(3);
  expect(removed?.split('\n').slice(0, -1)).toEqual([
    JSON.stringify({ taskId, assetId, externalId: 'image 3.png', reason: 'not-selected' }),
    JSON.stringify({ ...pick(imageTask(5)), reason: 'deleted' }),
  ]);
  expect(JSON.parse(manifest ?? '')).toMatchObject({
    delta: { since: 'export-0', snapshot: at(0), added: 2, changed: 1, removed: 2 },
    reconciliation: { selected: 3, exported: 2, quarantined: 1, empty: 0, removed: 2 },
    files: [
      { name: files[0]?.name },
      { name: 'removed.ndjson', bytes: removed?.length },
      { name: 'quarantine.ndjson' },
    ],
  });
});

it.each(['json', 'ndjson', 'split'] as const)('is a whole archive when nothing happened: %s', async (format) => {
  const project = [imageTask(1), imageTask(2)];
  const files = await filesOf(format, project, project, 1);
  expect(files.map(({ name }) => name)).toEqual([
    expect.stringMatching(format === 'json' ? /\.json$/ : /\.ndjson$/),
    'removed.ndjson',
    'manifest.json',
  ]);
  expect(files[0]?.text).toBe(format === 'json' ? '[]' : '');
  expect(files[1]?.text).toBe('');
  expect(JSON.parse(files[2]?.text ?? '')).toMatchObject({
    delta: { added: 0, changed: 0, removed: 0 },
    reconciliation: { selected: 0, exported: 0, quarantined: 0, empty: 0, removed: 0 },
  });
});

const pick = ({ taskId, assetId, externalId }: MemoryTask): object => ({ taskId, assetId, externalId });
