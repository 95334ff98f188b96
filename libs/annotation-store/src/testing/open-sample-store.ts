import { migrateAnnotationStore } from '../store/migrate.js';
import { openAnnotationStore, type AnnotationStore } from '../store/open-annotation-store.js';
import type { Answer, NewTask } from '../write/task-writer.js';
import { sampleProject, type SampleProject } from './sample-project.js';

/** A migrated store with a sample project, and short ways to do in specs what services do. */
export interface SampleStore extends SampleProject {
  readonly store: AnnotationStore;
  create(tasks: readonly NewTask[], stageId?: string): Promise<{ assetId: string; taskId: string }[]>;
  save(taskId: string, answer: Answer): Promise<void>;
  complete(taskId: string, stageId: string): Promise<void>;
}

export const person = { by: 'ann@example.org', origin: 'person' } as const;

export async function openSampleStore(databaseUrl: string): Promise<SampleStore> {
  await migrateAnnotationStore(databaseUrl);
  const store = await openAnnotationStore(databaseUrl);
  const sample = await sampleProject(store);
  const { projectId } = sample;
  return {
    store,
    ...sample,
    create: (tasks, stageId = 'Complete') =>
      store.dataSource.transaction((manager) => store.writer.createTasks(manager, projectId, stageId, tasks, person)),
    save: (taskId, answer) =>
      store.dataSource.transaction((manager) => store.writer.saveAnswer(manager, taskId, answer, person)),
    complete: (taskId, stageId) =>
      store.dataSource.transaction((manager) => store.writer.completeStage(manager, taskId, stageId, person)),
  };
}

export const answerOf = (...tools: unknown[]): Answer => ({ tools, classifications: [], relations: [] });
export const boxOf = (objectId: string, x = 1) => ({
  'bounding-box': { x, y: 2, width: 3, height: 4 },
  objectId,
  title: 'Cat',
});
export const imageOf = (externalId: string, task: Partial<NewTask> = {}): NewTask => ({
  externalId,
  data: `https://cdn.example/${externalId}`,
  kind: 'image',
  ...task,
});
