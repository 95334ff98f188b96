import { Inject, Injectable } from '@nestjs/common';
import { CategoryLookup, type Answer, type Caller, type TaskWriter } from '@hub/annotation-store';
import { chunksOf } from '../chunks.js';
import { HubDatabase } from '../persistence/hub-database.js';
import { LabelTargetsRepository, type LabelTarget } from '../persistence/label-targets.repository.js';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import { TasksRepository } from '../persistence/tasks.repository.js';
import { ProjectAccess } from '../projects/project-access.js';
import type { Project } from '../projects/project.js';
import { problemOf } from './check-answer.js';
import { isEntry, joinAnswers, readLabelEntry, type LabelEntry, type NotLabeled } from './label-entry.js';

export interface ImportedLabels {
  readonly labeled: number;
  /** Tasks the records were meant for, and records that found none. */
  readonly wanted: number;
  readonly notLabeled: readonly NotLabeled[];
}

interface Plan {
  readonly target: LabelTarget;
  readonly index: number;
  readonly answers: Answer[];
}

/** Tasks in one transaction. */
const perTransaction = 200;

/** Applies label records to every asset they name, while the asset's task waits in Start. A bad record stops only itself. */
@Injectable()
export class ImportLabels {
  constructor(
    private readonly access: ProjectAccess,
    private readonly database: HubDatabase,
    private readonly targets: LabelTargetsRepository,
    private readonly tasks: TasksRepository,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  async execute(caller: Caller, projectId: string, records: readonly unknown[]): Promise<ImportedLabels> {
    const project = await this.access.project(caller, projectId, 'Lead');
    const entries = records.map(readLabelEntry);
    const notLabeled = entries.filter((entry): entry is NotLabeled => !isEntry(entry));
    const plans = await this.plan(project, entries.filter(isEntry), notLabeled);
    let labeled = 0;
    for (const part of chunksOf(plans, perTransaction)) {
      const saved = await this.save(caller, project, part);
      labeled += saved.size;
      notLabeled.push(
        ...part
          .filter((plan) => !saved.has(plan.target.taskId))
          .map(({ target, index }) => refused(target, index, project)),
      );
    }
    return { labeled, wanted: labeled + notLabeled.length, notLabeled: notLabeled.sort((a, b) => a.index - b.index) };
  }

  /** One plan per task; what cannot be applied goes to `notLabeled`. */
  private async plan(project: Project, entries: readonly LabelEntry[], notLabeled: NotLabeled[]): Promise<Plan[]> {
    const found = await this.targets.find(project.id, entries);
    const classes = new CategoryLookup(project.categorySchema);
    const plans = new Map<string, Plan>();
    for (const { index, by, key, answer } of entries) {
      const targets = found.get(`${by} ${key}`) ?? [];
      const named = by === 'externalId' ? { externalId: key } : {};
      if (targets.length === 0)
        notLabeled.push({ index, ...named, reason: `no asset of the project has the ${by} ${key}` });
      for (const target of targets) {
        const problem = problemOf(answer, classes, { video: target.kind === 'video' });
        const plan = plans.get(target.taskId) ?? { target, index, answers: [] };
        if (problem)
          notLabeled.push({
            index,
            externalId: target.externalId,
            task: target.taskId,
            reason: `${problem.path}: ${problem.reason}`,
          });
        else plans.set(target.taskId, { ...plan, answers: [...plan.answers, answer] });
      }
    }
    return [...plans.values()].sort((a, b) => (a.target.taskId < b.target.taskId ? -1 : 1));
  }

  /** Ids of the tasks that were still in Start and are labelled now. */
  private save(caller: Caller, project: Project, plans: readonly Plan[]): Promise<Set<string>> {
    const starts = new Set(project.stages.filter((stage) => stage.type === 'Start').map((stage) => stage.id));
    return this.database.change(async (tx) => {
      const locked = await this.tasks.lock(
        tx,
        plans.map(({ target }) => target.taskId),
      );
      const waiting = new Set(locked.filter((task) => starts.has(task.stageId)).map((task) => task.id));
      for (const { target, answers } of plans) {
        if (!waiting.has(target.taskId)) continue;
        await this.writer.saveAnswer(tx, target.taskId, joinAnswers(answers), { by: caller.email, origin: 'import' });
      }
      return waiting;
    });
  }
}

function refused({ externalId, taskId, stageId }: LabelTarget, index: number, project: Project): NotLabeled {
  const stage = project.stages.find(({ id }) => id === stageId)?.name ?? stageId;
  return {
    index,
    externalId,
    task: taskId,
    reason: `its task is in stage ${stage}; labels are imported only into tasks in Start`,
  };
}
