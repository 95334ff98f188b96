import { Inject, Injectable } from '@nestjs/common';
import type { Caller, TaskWriter } from '@hub/annotation-store';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import type { TaskSelection } from '../persistence/task-selection.repository.js';
import { ProjectAccess } from '../projects/project-access.js';
import { requireStage } from '../projects/workflow.js';
import { resolveSelection, SelectedTasks } from './selected-tasks.js';

export interface Requeue {
  /** Id or name. */
  readonly toStageId: string;
  readonly filters: TaskSelection;
  readonly options: {
    readonly removeAnnotations: boolean;
    readonly removeAssignee: boolean;
    readonly removeStageHistory: boolean;
  };
}

/** Puts tasks into another stage without a history entry. Stages that prevent it keep theirs. Returns how many moved. */
@Injectable()
export class RequeueTasks {
  constructor(
    private readonly access: ProjectAccess,
    private readonly selected: SelectedTasks,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  async execute(caller: Caller, projectId: string, { toStageId, filters, options }: Requeue): Promise<number> {
    const project = await this.access.project(caller, projectId, 'Lead');
    const target = requireStage(project.stages, toStageId, 'toStageId');
    const kept = new Set(project.stages.filter((stage) => stage.preventRequeue).map((stage) => stage.id));
    return this.selected.forEach(projectId, resolveSelection(filters, project.stages), async (tx, tasks) => {
      const movable = tasks.filter((task) => !kept.has(task.stageId)).map((task) => task.id);
      if (movable.length === 0) return 0;
      return this.writer.requeue(tx, movable, target.id, options, { by: caller.email, origin: 'person' });
    });
  }
}
