import type { EntityManager, QueryRunner } from 'typeorm';
import type { Snapshot } from '@hub/event-contracts';
import type { AnnotationStore } from '../store/open-annotation-store.js';
import type { Answer } from '../write/task-writer.js';
import type { Change, HistoryStep } from './history-steps.js';
import type { ModelProject, ModelTask } from './model-task.js';
import { answerOf, boxOf, imageOf, person } from './open-sample-store.js';

interface OpenTransaction {
  readonly runner: QueryRunner;
  /** The task it locks; null: a new one. */
  readonly taskId: string | null;
  readonly effect: (project: ModelProject) => ModelProject;
  readonly until: number;
  readonly rollback: boolean;
}

/** Does the steps of a history to the store and to a model of it, several transactions at a time. */
export class RandomHistory {
  project: ModelProject;
  readonly remembered: { readonly snapshot: Snapshot; readonly project: ModelProject }[] = [];
  private open: OpenTransaction[] = [];
  private now = 0;

  constructor(
    private readonly store: AnnotationStore,
    private readonly projectId: string,
    private readonly batchIds: readonly string[],
  ) {
    this.project = { tasks: [], batchNames: Object.fromEntries(batchIds.map((id, n) => [id, `batch ${n}`])) };
  }

  async run(steps: readonly HistoryStep[]): Promise<void> {
    for (const step of steps) {
      this.now++;
      await this.endThose(({ until }) => until < this.now);
      if (step.kind === 'snapshot') await this.remember();
      else await this.begin(step);
    }
    await this.endThose(() => true);
    await this.remember();
  }

  private async remember(): Promise<void> {
    this.remembered.push({ snapshot: await this.store.source.takeSnapshot(), project: this.project });
  }

  private async begin({ change, open, rollback }: HistoryStep & { kind: 'transaction' }): Promise<void> {
    // renaming writes every task of the batch: it would wait for the open ones
    const alone = change.kind === 'rename-batch';
    if (alone && this.open.length > 0) return;
    const target = 'place' in change ? this.free(change.place) : null;
    if ('place' in change && !target) return;
    const runner = this.store.dataSource.createQueryRunner();
    await runner.startTransaction();
    const effect = await this.write(runner.manager, change, target as ModelTask);
    const until = alone ? this.now : this.now + open;
    this.open.push({ runner, taskId: target?.taskId ?? null, effect, until, rollback });
    await this.endThose((transaction) => transaction.until <= this.now);
  }

  private async endThose(which: (transaction: OpenTransaction) => boolean): Promise<void> {
    for (const transaction of this.open.filter(which)) {
      const { runner, effect, rollback } = transaction;
      if (rollback) await runner.rollbackTransaction();
      else {
        await runner.commitTransaction();
        this.project = effect(this.project);
      }
      await runner.release();
    }
    this.open = this.open.filter((transaction) => !which(transaction));
  }

  /** A task that is there and that no open transaction writes. */
  private free(place: number): ModelTask | null {
    const locked = new Set(this.open.map(({ taskId }) => taskId));
    const tasks = this.project.tasks.filter((task) => !task.deleted && !locked.has(task.taskId));
    return tasks[place % tasks.length] ?? null;
  }

  /** Writes and says what the model looks like after the commit. */
  private async write(
    manager: EntityManager,
    change: Change,
    task: ModelTask,
  ): Promise<(project: ModelProject) => ModelProject> {
    const { writer, projects } = this.store;
    switch (change.kind) {
      case 'create': {
        const batchIds = change.batch === null ? [] : [this.batchIds[change.batch]!];
        const { answer, objects } = answerFor(change.objects, change);
        const externalId = `task ${this.now}`;
        const made = imageOf(externalId, { kind: change.video ? 'video' : 'image', batchIds, answer });
        const [ids] = await writer.createTasks(manager, this.projectId, change.stage, [made], person);
        const start = { stage: 'Start', objects: [], broken: false };
        const { stage, video, broken } = change;
        const history = stage === 'Start' ? [] : [start];
        const more = { batchIds, objects, history, metadata: {}, deleted: false, rev: 1 };
        const added = { ...ids!, externalId, video, stage, broken, ...more };
        return (project) => ({ ...project, tasks: inOrder([...project.tasks, added]) });
      }
      case 'save': {
        const { answer, objects } = answerFor(change.objects, { ...task, broken: change.broken });
        await writer.saveAnswer(manager, task.taskId, answer, person);
        return changed(task, { objects, broken: change.broken });
      }
      case 'complete': {
        await writer.completeStage(manager, task.taskId, change.stage, person);
        const { stage, objects, broken } = task;
        return changed(task, { stage: change.stage, history: [...task.history, { stage, objects, broken }] });
      }
      case 'requeue': {
        await writer.requeue(manager, [task.taskId], change.stage, { ...change, removeAssignee: false }, person);
        return changed(task, {
          stage: change.stage,
          ...(change.removeAnnotations && { objects: [], broken: false }),
          ...(change.removeStageHistory && { history: [] }),
        });
      }
      case 'assign': {
        const batchId = this.batchIds[change.batch]!;
        const news = await writer.assignBatches(manager, [task.assetId], [batchId]);
        return news ? changed(task, { batchIds: [...task.batchIds, batchId] }) : (project) => project;
      }
      case 'metadata': {
        const metadata = { width: change.width };
        const externalId = `${task.externalId.split(' v')[0]} v${change.width}`;
        await manager.query('update annotation_store.assets set metadata = $2, external_id = $3 where id = $1', [
          task.assetId,
          metadata,
          externalId,
        ]);
        await writer.refreshHeads(manager, this.projectId, { assetIds: [task.assetId] });
        return changed(task, { metadata, externalId });
      }
      case 'rename-batch': {
        const [batchId, name] = [this.batchIds[change.batch]!, `batch ${change.batch} ${change.name}`];
        await projects.within(manager).renameBatch(batchId, name);
        await writer.refreshHeads(manager, this.projectId, { batchId });
        return (project) => ({
          batchNames: { ...project.batchNames, [batchId]: name },
          tasks: project.tasks.map((each) =>
            each.deleted || !each.batchIds.includes(batchId) ? each : { ...each, rev: each.rev + 1 },
          ),
        });
      }
      case 'delete': {
        await writer.deleteAssets(manager, [task.assetId], person);
        return changed(task, { deleted: true });
      }
    }
  }
}

const changed =
  ({ taskId }: ModelTask, news: Partial<ModelTask>) =>
  (project: ModelProject): ModelProject => ({
    ...project,
    tasks: project.tasks.map((task) => (task.taskId === taskId ? { ...task, ...news, rev: task.rev + 1 } : task)),
  });

/** Tasks are ordered by when they were created, not by when that was committed. */
const inOrder = (tasks: readonly ModelTask[]): ModelTask[] =>
  [...tasks].sort((a, b) => parseInt(a.externalId.slice(5)) - parseInt(b.externalId.slice(5)));

/** So many objects; in a video each is a track with two key frames. */
function answerFor(
  count: number,
  { video, broken }: { video: boolean; broken: boolean },
): { answer: Answer; objects: string[] } {
  const ids = Array.from({ length: count }, (_, n) => `o${n}`);
  const tools = video
    ? ids.flatMap((id) => [0, 4].map((page) => ({ ...boxOf(id, page), page })))
    : ids.map((id) => boxOf(id));
  const all = broken ? [...tools, boxOf('broken', NaN)] : tools;
  return { answer: answerOf(...all), objects: all.map(({ objectId }) => objectId) };
}
