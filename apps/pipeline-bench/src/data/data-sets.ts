import type { AnnotationStore, NewTask } from '@hub/annotation-store';
import { boxTasks, categorySchema } from './box-tasks.js';
import { videoTracks } from './video-tracks.js';

export interface DataSet {
  readonly organizationId: string;
  readonly projectId: string;
  readonly projectName: string;
}

const person = { by: 'ann@example.org', origin: 'person' } as const;
/** What the writer takes in one call. */
const page = 1000;

/** The project of this name; filled when it is not there. A half-filled one is never found: its name comes last. */
async function dataSet(
  store: AnnotationStore,
  name: string,
  fill: (projectId: string) => Promise<void>,
): Promise<DataSet> {
  const [found] = await store.dataSource.query<DataSet[]>(
    `select organization_id as "organizationId", id as "projectId", name as "projectName"
     from annotation_store.projects where name = $1`,
    [name],
  );
  if (found) return found;
  const started = performance.now();
  const organizationId = await store.accounts.createOrganization('Bench');
  const createdBy = person.by;
  const projectId = await store.projects.create({ organizationId, name: 'filling', createdBy, categorySchema });
  await fill(projectId);
  await store.projects.rename(projectId, name);
  await store.dataSource.query('vacuum analyze');
  console.log(`${name}: filled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return { organizationId, projectId, projectName: name };
}

const taskDataSet = (
  store: AnnotationStore,
  name: string,
  tasks: (batchIds: readonly string[]) => Iterable<NewTask>,
): Promise<DataSet> =>
  dataSet(store, name, async (projectId) => {
    const batchIds = await store.projects.ensureBatches(projectId, ['week 1', 'week 2', 'week 3']);
    let batch: NewTask[] = [];
    const flush = async (): Promise<void> => {
      const full = batch;
      batch = [];
      await store.dataSource.transaction((tx) => store.writer.createTasks(tx, projectId, 'Complete', full, person));
    };
    for (const task of tasks(batchIds)) {
      batch.push(task);
      if (batch.length === page) await flush();
    }
    if (batch.length > 0) await flush();
  });

export const boxDataSet = (store: AnnotationStore, tasks: number, boxes: number): Promise<DataSet> =>
  taskDataSet(store, `${tasks} tasks with ${boxes} boxes`, (batchIds) => boxTasks(tasks, boxes, batchIds));

/** One box each: files of less than a kilobyte. */
export const smallTaskDataSet = (store: AnnotationStore, tasks: number): Promise<DataSet> =>
  taskDataSet(store, `${tasks} small tasks`, (batchIds) => boxTasks(tasks, 1, batchIds));

export const videoDataSet = (store: AnnotationStore, annotatedFrames: number): Promise<DataSet> =>
  dataSet(store, `video of ${annotatedFrames} annotated frames`, async (projectId) => {
    const video: NewTask = { externalId: 'drive.mp4', data: 'https://videos.example/drive.mp4', kind: 'video' };
    await store.dataSource.transaction(async (tx) => {
      const [made] = await store.writer.createTasks(tx, projectId, 'Complete', [video], person);
      const answer = { tools: [], classifications: [], relations: [] };
      await store.writer.saveVideo(tx, made?.taskId ?? '', answer, videoTracks(annotatedFrames), person);
    });
  });
