import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { Include } from '@hub/event-contracts';
import fc from 'fast-check';
import { openSampleStore, sampleProject, type SampleStore } from '../testing/index.js';
import { historyStep } from '../testing/history-steps.js';
import { isBroken, modelDelta, showsTask, type ModelFilter, type ModelProject } from '../testing/model-task.js';
import { RandomHistory } from '../testing/random-history.js';
import { readExport, type ReadTask } from '../testing/read-export.js';
import type { SelectionTotals, TaskSelector } from './annotation-source.js';

let database: TestDatabase;
let sample: SampleStore;
beforeAll(async () => {
  database = await startTestDatabase();
  sample = await openSampleStore(database.url);
});
afterAll(async () => {
  await sample.store.close();
  await database.stop();
});

const histories = fc.array(historyStep, { minLength: 5, maxLength: 45, size: 'max' });
const plain: Include = { metadata: false, history: false, onlyKeyFrames: true, idleBlur: false };
const full: Include = { metadata: true, history: true, onlyKeyFrames: true, idleBlur: true };

/** A project of its own for each history, since the database is kept. */
async function live(steps: Parameters<RandomHistory['run']>[0]) {
  const { projectId } = await sampleProject(sample.store);
  const batchIds = await sample.store.projects.ensureBatches(projectId, ['batch 0', 'batch 1']);
  const history = new RandomHistory(sample.store, projectId, batchIds);
  await history.run(steps);
  const everyOther = history.project.tasks.flatMap(({ taskId }, n) => (n % 2 ? [taskId] : []));
  const filters: ModelFilter[] = [
    {},
    { stageIds: ['Complete', 'Label'] },
    { batchIds: [batchIds[1]!], taskIds: everyOther },
  ];
  return { projectId, history, filters };
}

/** What the model says that an export holds. */
function expected(project: ModelProject, filter: ModelFilter, include: Include): object[] {
  return project.tasks
    .filter((task) => showsTask(task, filter))
    .map((task) => {
      const unwritable = isBroken(task, include);
      const { externalId } = task;
      if (unwritable) return { taskId: task.taskId, externalId, unwritable };
      const { metadata, stage, objects, history } = task;
      const batches = task.batchIds.map((id) => project.batchNames[id]);
      const entries = history.map((entry) => ({ stage: entry.stage, objects: entry.objects }));
      return {
        taskId: task.taskId,
        unwritable,
        externalId,
        metadata,
        batches,
        stage,
        objects,
        ...(include.history && { history: entries }),
      };
    });
}

interface Document {
  readonly externalId: string;
  readonly metadata: object;
  readonly batches: readonly string[];
  readonly task: Answered & { readonly stageHistory?: readonly Answered[] };
}
interface Answered {
  readonly stage: string;
  readonly tools: readonly { objectId: string }[];
}
const objectsOf = ({ tools }: Answered): string[] => tools.map(({ objectId }) => objectId);

function seen({ taskId, externalId, text, unwritable }: ReadTask): object {
  if (unwritable) return { taskId, externalId, unwritable };
  const { metadata, batches, task } = JSON.parse(text) as Document;
  const history = task.stageHistory?.map((entry) => ({ stage: entry.stage, objects: objectsOf(entry) }));
  return {
    taskId,
    unwritable,
    externalId,
    metadata,
    batches,
    stage: task.stage,
    objects: objectsOf(task),
    ...(history && { history }),
  };
}

const sumOf = (tasks: readonly ReadTask[], of: (task: ReadTask) => number): number =>
  tasks.filter(({ unwritable }) => !unwritable).reduce((sum, task) => sum + of(task), 0);
const totalsOf = (tasks: readonly ReadTask[], removed: number): Omit<SelectionTotals, 'bytes'> => ({
  tasks: tasks.length,
  unwritable: tasks.filter(({ unwritable }) => unwritable).length,
  annotations: sumOf(tasks, ({ annotations }) => annotations),
  removed,
  frames: expect.any(Number) as number,
});

it('shows at every snapshot what was committed before it, whatever was open then and came later', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (steps) => {
      const { projectId, history, filters } = await live(steps);
      for (const { snapshot, project } of history.remembered) {
        for (const filter of filters) {
          for (const include of [plain, full]) {
            const selector = { projectId, snapshot, ...filter };
            const read = await readExport(sample.store.source, selector, include);
            expect(read.map(seen)).toEqual(expected(project, filter, include));
            const totals = await sample.store.source.totals(selector, include);
            expect(totals).toMatchObject(totalsOf(read, 0));
            if (!include.history) expect(totals.frames).toBe(sumOf(read, ({ entries }) => entries));
          }
        }
      }
    }),
    { numRuns: 12 },
  );
});

it('reads the same bytes while others write as after them', async () => {
  await fc.assert(
    fc.asyncProperty(histories, histories, async (before, after) => {
      const { projectId, history } = await live(before);
      const selector = { projectId, snapshot: history.remembered.at(-1)!.snapshot };
      const read = () => readExport(sample.store.source, selector, full);
      const [meanwhile] = await Promise.all([read(), history.run(after)]);
      const [again, once] = [await read(), meanwhile];
      expect(again).toEqual(once);
    }),
    { numRuns: 8 },
  );
});

it('is, from any base on, the base with the deltas since', async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), async (steps, skip) => {
      const { projectId, history, filters } = await live(steps);
      const chain = history.remembered.filter((_, n, all) => n === all.length - 1 || !skip[n % skip.length]);
      for (const filter of filters) {
        for (const include of [plain, full]) {
          const select = (n: number): TaskSelector => ({ projectId, snapshot: chain[n]!.snapshot, ...filter });
          const shown = async (selector: TaskSelector) => {
            const read = await readExport(sample.store.source, selector, include);
            return { read, texts: read.map((task): [string, string] => [task.taskId, task.shown]) };
          };
          const held = new Map((await shown(select(0))).texts);
          for (let n = 1; n < chain.length; n++) {
            const selector = { ...select(n), since: chain[n - 1]!.snapshot };
            const model = modelDelta(chain[n - 1]!.project, chain[n]!.project, filter);
            const { read, texts } = await shown(selector);
            expect(Object.fromEntries(read.map(({ taskId, change }) => [taskId, change]))).toEqual(model.changes);
            for (const [taskId, text] of texts) held.set(taskId, text);
            const removed: Record<string, string> = {};
            for await (const gone of sample.store.source.removed(selector, { from: 0, to: 1e9 })) {
              expect(held.delete(gone.taskId)).toBe(true);
              removed[gone.taskId] = gone.reason;
            }
            expect(removed).toEqual(model.removed);
            const totals = await sample.store.source.totals(selector, include);
            expect(totals).toMatchObject(totalsOf(read, Object.keys(removed).length));
          }
          expect(new Map([...held].sort())).toEqual(new Map((await shown(select(chain.length - 1))).texts.sort()));
        }
      }
    }),
    { numRuns: 12 },
  );
});

it('tells whether anything changed between two snapshots', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (steps) => {
      const { projectId, history } = await live(steps);
      const versions = ({ tasks }: ModelProject) => tasks.map(({ taskId, rev }) => `${taskId} ${rev}`).join();
      const { remembered } = history;
      for (const [n, later] of remembered.entries())
        for (const earlier of remembered.slice(0, n + 1))
          expect(await sample.store.source.unchanged(projectId, earlier.snapshot, later.snapshot)).toBe(
            versions(earlier.project) === versions(later.project),
          );
    }),
    { numRuns: 8 },
  );
});
