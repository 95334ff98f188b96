import type { EntityManager } from 'typeorm';
import { badRequest, notFound } from '@hub/failures';
import { CategoryLookup } from '../content/category-lookup.js';

/** What the writer needs to know of a project. */
export interface ProjectContext {
  readonly classes: CategoryLookup;
  stageName(stageId: string): string;
  /** Names in the order of the ids. */
  batchNames(batchIds: readonly string[]): string[];
}

const sql = `
select p.stages,
  (select o.category_schema from annotation_store.project_ontologies o where o.project_id = p.id order by o.rev desc limit 1) as ontology,
  (select json_object_agg(b.id, b.name) from annotation_store.batches b where b.project_id = p.id and b.id = any($2)) as batches
from annotation_store.projects p where p.id = $1 and p.deleted_at is null`;

interface Row {
  readonly stages: readonly { id: string; name: string }[];
  readonly ontology: unknown;
  readonly batches: Readonly<Record<string, string>> | null;
}

/** Throws Failure `not-found` for the project; the answers throw `bad-request` for a stage or batch it does not have. */
export async function projectContext(
  manager: EntityManager,
  projectId: string,
  batchIds: readonly string[] = [],
): Promise<ProjectContext> {
  const [row] = await manager.query<Row[]>(sql, [projectId, batchIds]);
  if (!row) throw notFound('There is no such project.', { field: 'project', value: projectId });
  const names = new Map(row.stages.map((stage) => [stage.id, stage.name]));
  return {
    classes: new CategoryLookup(row.ontology),
    stageName: (id) => known(names.get(id), 'stage', id),
    batchNames: (ids) => ids.map((id) => known(row.batches?.[id], 'batches', id)),
  };
}

function known(name: string | undefined, field: string, id: string): string {
  if (name === undefined)
    throw badRequest(`The project has no such ${field === 'stage' ? 'stage' : 'batch'}.`, { field, value: id });
  return name;
}
