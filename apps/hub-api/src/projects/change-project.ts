import { Inject, Injectable } from '@nestjs/common';
import { Projects, type Caller, type TaskWriter } from '@hub/annotation-store';
import { conflict } from '@hub/failures';
import { HubDatabase, type Tx } from '../persistence/hub-database.js';
import { ProjectsRepository } from '../persistence/projects.repository.js';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import { completeSchema, type CategorySchema } from './category-schema.js';
import { ProjectAccess } from './project-access.js';
import { projectOf, type Project, type ProjectSettings } from './project.js';
import { assertWorkflow, type Stage } from './workflow.js';

export interface ProjectChange {
  readonly name?: string;
  readonly description?: string;
  readonly categorySchema?: CategorySchema;
  readonly stages?: readonly Stage[];
  /** Settings not named stay as they are. */
  readonly settings: ProjectSettings;
}

/** Changes what is named and leaves the rest. Throws Failure `conflict` when a stage that holds tasks would vanish. */
@Injectable()
export class ChangeProject {
  constructor(
    private readonly access: ProjectAccess,
    private readonly database: HubDatabase,
    private readonly projects: Projects,
    private readonly rows: ProjectsRepository,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  async execute(caller: Caller, projectId: string, change: ProjectChange): Promise<void> {
    await this.access.project(caller, projectId, 'Manager');
    if (change.stages) assertWorkflow(change.stages);
    await this.database.change(async (tx) => {
      await this.rows.lock(tx, projectId);
      const projects = this.projects.within(tx);
      const project = projectOf(await projects.get(projectId));
      if (change.name !== undefined || change.description !== undefined) {
        await projects.rename(projectId, change.name ?? project.name, change.description);
      }
      if (Object.keys(change.settings).length > 0) await projects.saveSettings(projectId, change.settings);
      if (change.categorySchema) await projects.saveCategorySchema(projectId, completeSchema(change.categorySchema));
      if (change.stages) await this.changeStages(tx, project, change.stages);
    });
  }

  private async changeStages(tx: Tx, project: Project, stages: readonly Stage[]): Promise<void> {
    const counts = await this.rows.tasksPerStage(project.id, tx);
    const lost = project.stages.find((stage) => counts[stage.id] && !stages.some((kept) => kept.id === stage.id));
    if (lost) {
      const message = `Stage ${lost.name} holds ${counts[lost.id]} tasks. Requeue them to another stage first.`;
      throw conflict(message, { field: 'stages', value: lost.id });
    }
    await this.projects.within(tx).saveStages(project.id, stages);
    for (const stage of stages) {
      const old = project.stages.find((candidate) => candidate.id === stage.id);
      if (!old || old.name === stage.name) continue;
      await this.writer.refreshHeads(tx, project.id, { stageId: stage.id });
    }
  }
}
