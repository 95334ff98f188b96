import { Inject, Injectable } from '@nestjs/common';
import {
  Projects,
  type AssetKind,
  type Batch,
  type Caller,
  type NewTask,
  type TaskWriter,
} from '@hub/annotation-store';
import { findUnwritableAsset } from '@hub/annotations';
import { badRequest } from '@hub/failures';
import { chunksOf } from '../chunks.js';
import { HubDatabase } from '../persistence/hub-database.js';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import { TasksRepository } from '../persistence/tasks.repository.js';
import { ProjectAccess } from '../projects/project-access.js';
import { entryStage } from '../projects/workflow.js';
import { assetKindOf, fileNameOf } from './asset-kind.js';

export interface AssetWish {
  /** URL, embedded text, or the pages of a multi-image asset. */
  readonly data: string | readonly string[];
  readonly externalId?: string;
  readonly kind?: AssetKind;
  readonly metadata?: Record<string, unknown> | null;
  readonly contextData?: Record<string, unknown> | null;
  readonly attachments?: readonly unknown[];
  /** Ids or names. */
  readonly batches?: readonly string[];
}

export interface AddedAssets {
  readonly assetsCreated: number;
  readonly tasksCreated: number;
  readonly assets: readonly { readonly _id: string; readonly externalId: string; readonly labelTask: string }[];
}

/** Adds assets with a task each, all or none. They wait in Start, or behind it when Start forwards by itself. */
@Injectable()
export class AddAssets {
  constructor(
    private readonly access: ProjectAccess,
    private readonly database: HubDatabase,
    private readonly projects: Projects,
    private readonly tasks: TasksRepository,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  /** Throws Failure `bad-request` for an unknown batch or a field no export could hold, naming the asset. */
  async execute(
    caller: Caller,
    projectId: string,
    wishes: readonly AssetWish[],
    options: { batches: readonly string[]; priority: number },
  ): Promise<AddedAssets> {
    const project = await this.access.project(caller, projectId, 'Lead');
    const known = await this.projects.batches(projectId);
    const everywhere = batchIds(known, options.batches, 'batches');
    const tasks = wishes.map((wish, i) =>
      newTask(wish, [...everywhere, ...batchIds(known, wish.batches ?? [], `assets.${i}.batches`)]),
    );
    tasks.forEach(assertWritable);
    const stage = entryStage(project.stages);
    const created = await this.database.change(async (tx) => {
      const ids: { assetId: string; taskId: string }[] = [];
      for (const part of chunksOf(tasks)) {
        ids.push(
          ...(await this.writer.createTasks(tx, projectId, stage.id, part, { by: caller.email, origin: 'person' })),
        );
      }
      if (options.priority !== 0) {
        await this.tasks.setPriority(
          tx,
          ids.map(({ taskId }) => taskId),
          options.priority,
        );
      }
      return ids;
    });
    const assets = created.map(({ assetId, taskId }, i) => ({
      _id: assetId,
      externalId: tasks[i]?.externalId ?? '',
      labelTask: taskId,
    }));
    return { assetsCreated: created.length, tasksCreated: created.length, assets };
  }
}

function assertWritable(task: NewTask, i: number): void {
  const [problem] = findUnwritableAsset(task);
  if (!problem) return;
  throw badRequest(`assets[${i}].${problem.path}: ${problem.reason}`, {
    field: `assets.${i}.${problem.path}`,
    expected: 'finite numbers and text without half surrogate pairs',
  });
}

function newTask(wish: AssetWish, batches: readonly string[]): NewTask {
  const pages = typeof wish.data === 'string' ? undefined : wish.data;
  const data = typeof wish.data === 'string' ? wish.data : (wish.data[0] ?? '');
  const externalId = wish.externalId ?? fileNameOf(data);
  return {
    data,
    externalId,
    kind: wish.kind ?? (pages ? 'multi-image' : assetKindOf(externalId, data)),
    metadata: wish.metadata,
    contextData: wish.contextData,
    dataset: pages,
    batchIds: [...new Set(batches)],
    ...(wish.attachments?.length && { extra: { attachments: wish.attachments } }),
  };
}

function batchIds(known: readonly Batch[], wanted: readonly string[], field: string): string[] {
  return wanted.map((idOrName) => {
    const batch = known.find(({ id }) => id === idOrName) ?? known.find(({ name }) => name === idOrName);
    if (!batch) {
      throw badRequest(`There is no batch ${idOrName} in this project.`, {
        field,
        value: idOrName,
        expected: 'ids of batches of the project',
      });
    }
    return batch.id;
  });
}
