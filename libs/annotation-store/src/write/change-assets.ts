import type { EntityManager } from 'typeorm';
import { assetHead } from './heads/heads.js';
import { loadAssets, tasksOfAssets } from './rows/assets.js';
import { projectContext } from './rows/project-context.js';
import { reviseTasks, type NewRevision } from './rows/revisions.js';
import { lockTasks, type TaskState } from './rows/task-state.js';
import type { HeadFilter, WriteContext } from './task-writer.js';

/** Adds batches to assets. Returns how many tasks were in none or only some of them before. */
export async function assignBatches(
  manager: EntityManager,
  assetIds: readonly string[],
  batchIds: readonly string[],
): Promise<number> {
  const tasks = await lockTasks(manager, await tasksOfAssets(manager, assetIds));
  await manager.query(
    `insert into annotation_store.asset_batches (asset_id, batch_id)
     select a, b from unnest($1::text[]) a, unnest($2::text[]) b on conflict do nothing`,
    [tasks.map((task) => task.assetId), batchIds],
  );
  const changed = tasks
    .map((task) => ({ ...task, batchIds: [...new Set([...task.batchIds, ...batchIds])] }))
    .filter((task, i) => task.batchIds.length > tasks[i]!.batchIds.length);
  await renew(manager, changed);
  return changed.length;
}

const pageSize = 1_000;

/** Shows renamed batches and stages and changed assets from now on. Neither `updatedAt` nor `updatedBy` changes. */
export async function refreshHeads(manager: EntityManager, projectId: string, filter: HeadFilter): Promise<number> {
  let refreshed = 0;
  let last = 0;
  for (;;) {
    const page = await manager.query<{ id: string; seq: number }[]>(concerned, [
      projectId,
      last,
      filter.batchId ?? null,
      filter.stageId ?? null,
      filter.assetIds ?? null,
      pageSize,
    ]);
    if (page.length === 0) return refreshed;
    await renew(
      manager,
      await lockTasks(
        manager,
        page.map(({ id }) => id),
      ),
    );
    refreshed += page.length;
    last = page.at(-1)!.seq;
  }
}

const concerned = `
select t.id, t.seq::float8 as seq from annotation_store.tasks t
join annotation_store.task_revisions r on r.task_id = t.id and r.rev = t.rev
where t.project_id = $1 and t.seq > $2 and t.deleted_at is null
  and ($3::text is null or $3 = any(r.batch_ids)) and ($4::text is null or t.stage_id = $4)
  and ($5::text[] is null or t.asset_id = any($5))
order by t.seq limit $6`;

/** New revisions with heads made afresh from the assets and the present names. */
async function renew(manager: EntityManager, tasks: readonly TaskState[]): Promise<void> {
  const assets = await loadAssets(
    manager,
    tasks.map((task) => task.assetId),
  );
  const revisions: NewRevision[] = [];
  for (const projectId of new Set(tasks.map((task) => task.projectId))) {
    const ofProject = tasks.filter((task) => task.projectId === projectId);
    const project = await projectContext(manager, projectId, [...new Set(ofProject.flatMap((task) => task.batchIds))]);
    for (const task of ofProject) {
      const batches = project.batchNames(task.batchIds);
      const asset = assets.get(task.assetId);
      if (!asset) throw new Error(`Task ${task.taskId} has no asset`);
      const stage = project.stageName(task.stageId);
      const { externalId, unwritable: assetUnwritable } = asset;
      const head = { externalId, assetHead: assetHead({ ...asset, batches }), assetUnwritable };
      revisions.push({ ...task, rev: task.rev + 1, stage, batches, ...head });
    }
  }
  await reviseTasks(manager, revisions);
}

/** Deleted tasks vanish from exports requested from now on. Returns how many there were. */
export async function deleteAssets(
  manager: EntityManager,
  assetIds: readonly string[],
  context: WriteContext,
): Promise<number> {
  const tasks = await lockTasks(manager, await tasksOfAssets(manager, assetIds));
  const updatedAt = new Date().toISOString();
  await reviseTasks(
    manager,
    tasks.map((task) => ({ ...task, rev: task.rev + 1, deleted: true, updatedAt, updatedBy: context.by })),
  );
  await manager.query(
    `update annotation_store.assets set deleted_at = now() where id = any($1) and deleted_at is null`,
    [assetIds],
  );
  return tasks.length;
}
