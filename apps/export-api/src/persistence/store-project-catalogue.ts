import type { AnnotationStore, Batch, SeqRange } from '@hub/annotation-store';
import { Failure } from '@hub/failures';
import type { ProjectCatalogue, ProjectOutline } from '../exports/project-catalogue.js';

/** The projects of the annotation store, read only. */
export class StoreProjectCatalogue implements ProjectCatalogue {
  constructor(private readonly store: Pick<AnnotationStore, 'projects' | 'dataSource'>) {}

  async project(id: string): Promise<ProjectOutline | null> {
    try {
      return await this.store.projects.get(id);
    } catch (error) {
      if (error instanceof Failure && error.code === 'not-found') return null;
      throw error;
    }
  }

  batches(projectId: string): Promise<Batch[]> {
    return this.store.projects.batches(projectId);
  }

  async taskPlaces(projectId: string): Promise<SeqRange | null> {
    const [row] = await this.store.dataSource.query<{ from: number | null; to: number | null }[]>(
      `select min(seq)::float8 as "from", max(seq)::float8 as "to" from annotation_store.tasks where project_id = $1`,
      [projectId],
    );
    return row?.from == null || row.to === null ? null : { from: row.from, to: row.to };
  }

  async unknownTasks(projectId: string, taskIds: readonly string[]): Promise<string[]> {
    // a text with NUL is no id, and Postgres would not take it
    const impossible = taskIds.filter((id) => id.includes('\0'));
    if (impossible.length > 0) return impossible;
    const rows = await this.store.dataSource.query<{ id: string }[]>(
      `select wanted.id from unnest($2::text[]) with ordinality as wanted (id, n)
       where not exists (
         select from annotation_store.tasks task where task.id = wanted.id and task.project_id = $1 and task.deleted_at is null)
       order by wanted.n`,
      [projectId, [...taskIds]],
    );
    return rows.map(({ id }) => id);
  }
}
