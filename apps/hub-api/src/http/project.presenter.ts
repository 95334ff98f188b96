import type { ListedProject } from '../projects/list-projects.js';
import type { ProjectView } from '../projects/show-project.js';

/** A project as `/v2` shows it. */
export function presentProject(view: ProjectView): Record<string, unknown> {
  const { project, batches, members } = view;
  return {
    _id: project.id,
    name: project.name,
    description: project.description,
    type: project.type,
    organization: project.organizationId,
    owner: view.owner,
    createdAt: project.createdAt,
    createdBy: project.createdBy,
    role: view.role,
    categorySchema: project.categorySchema,
    stages: project.stages,
    batches: batches.map(presentBatch),
    assignedTo: members.map((member) => ({
      _id: member.userId,
      email: member.email,
      name: member.name,
      role: member.role,
    })),
    assetCount: Object.values(view.tasksPerStage).reduce((sum, n) => sum + n, 0),
    benchmarkEnabled: project.settings.benchmarkEnabled ?? false,
    benchmarkRatio: project.settings.benchmarkRatio ?? 0,
    benchmarkCutoff: project.settings.benchmarkCutoff ?? false,
    idleTimeout: project.settings.idleTimeout ?? 300,
    projectPlugins: [],
    assetBuilderTemplates: [],
  };
}

export const presentBatch = (batch: { id: string; name: string }): { _id: string; name: string } => ({
  _id: batch.id,
  name: batch.name,
});

/** A row of `/v2/listProjects`. */
export const presentListed = ({ project }: ListedProject): Record<string, unknown> => ({
  _id: project.id,
  name: project.name,
  description: project.description,
  type: project.type,
  organization: project.organizationId,
  createdAt: project.createdAt,
});
