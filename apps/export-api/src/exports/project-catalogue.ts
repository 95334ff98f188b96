import type { SeqRange } from '@hub/annotation-store';

/** A project as far as a request for an export needs it. */
export interface ProjectOutline {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly stages: readonly { readonly id: string; readonly name: string; readonly type: string }[];
}

/** What projects there are, and what is in them now. */
export interface ProjectCatalogue {
  /** Null when there is none with this id, or it was deleted. */
  project(id: string): Promise<ProjectOutline | null>;
  batches(projectId: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Where the tasks are that the project has, or ever had: their first and last `seq`. Null when there are none. */
  taskPlaces(projectId: string): Promise<SeqRange | null>;
  /** Those of the ids that are no task of the project. */
  unknownTasks(projectId: string, taskIds: readonly string[]): Promise<readonly string[]>;
}
export const PROJECT_CATALOGUE = Symbol('ProjectCatalogue');
