import { newId, newObjectId } from '@hub/annotations';
import { badRequest, notFound } from '@hub/failures';
import type { CategorySchemaJson } from '../read/annotation-source.js';
import type { Queryable } from '../queryable.js';

/** A node of the workflow; further keys are kept. */
export interface Stage {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Project {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly stages: readonly Stage[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly categorySchema: CategorySchemaJson;
  readonly createdAt: string;
  readonly createdBy: string;
}

export interface NewProject {
  readonly organizationId: string;
  readonly name: string;
  readonly description?: string;
  readonly createdBy: string;
  readonly stages?: readonly Stage[];
  readonly categorySchema?: CategorySchemaJson;
}

/** The workflow a project starts with; these stages' ids are their names (spec 1). */
export const defaultStages: readonly Stage[] = [
  { id: 'Start', name: 'Start', type: 'Start', position: { x: 0, y: 0 }, next: ['Label'], autoForward: true },
  { id: 'Label', name: 'Label', type: 'Label', position: { x: 300, y: 0 }, next: ['Complete'], assignedTo: [] },
  { id: 'Complete', name: 'Complete', type: 'Complete', position: { x: 600, y: 0 }, next: [] },
];

const emptySchema: CategorySchemaJson = { tools: [], classifications: [], relations: [] };

const select = `
select p.id, p.organization_id as "organizationId", p.name, p.description, p.type, p.stages, p.settings, p.created_by as "createdBy",
  to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
  (select o.category_schema from annotation_store.project_ontologies o where o.project_id = p.id order by o.rev desc limit 1) as "categorySchema"
from annotation_store.projects p`;

/** Projects with their workflow, category schema and batches. */
export class Projects {
  constructor(private readonly db: Queryable) {}

  /** The same, inside a transaction. */
  within(manager: Queryable): Projects {
    return new Projects(manager);
  }

  async create(project: NewProject): Promise<string> {
    const id = newId();
    await this.db.query(
      `insert into annotation_store.projects (id, organization_id, name, description, stages, created_by) values ($1, $2, $3, $4, $5, $6)`,
      [
        id,
        project.organizationId,
        project.name,
        project.description ?? '',
        JSON.stringify(project.stages ?? defaultStages),
        project.createdBy,
      ],
    );
    await this.saveCategorySchema(id, project.categorySchema ?? emptySchema);
    return id;
  }

  /** Throws Failure `not-found`. */
  async get(projectId: string): Promise<Project> {
    const [project] = await this.db.query<Project[]>(`${select} where p.id = $1 and p.deleted_at is null`, [projectId]);
    if (!project) throw notFound('There is no such project.', { field: 'project', value: projectId });
    return project;
  }

  /** Projects of the organization, newest first. `only` narrows to some ids (those a member may see). */
  list(
    organizationId: string,
    { only, limit = 100, offset = 0 }: { only?: readonly string[]; limit?: number; offset?: number } = {},
  ): Promise<Project[]> {
    return this.db.query<Project[]>(
      `${select} where p.organization_id = $1 and p.deleted_at is null and ($2::text[] is null or p.id = any($2))
       order by p.created_at desc, p.id desc limit $3 offset $4`,
      [organizationId, only ?? null, limit, offset],
    );
  }

  async rename(projectId: string, name: string, description?: string): Promise<void> {
    await this.db.query(
      `update annotation_store.projects set name = $2, description = coalesce($3, description) where id = $1`,
      [projectId, name, description ?? null],
    );
  }

  /** Replaces the workflow. A renamed stage shows in exports after `TaskWriter.refreshHeads`. */
  async saveStages(projectId: string, stages: readonly Stage[]): Promise<void> {
    if (new Set(stages.map((stage) => stage.id)).size < stages.length) {
      throw badRequest('Two stages have the same id.', { field: 'stages', expected: 'unique ids' });
    }
    await this.db.query(`update annotation_store.projects set stages = $2 where id = $1`, [
      projectId,
      JSON.stringify(stages),
    ]);
  }

  async saveSettings(projectId: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.db.query(`update annotation_store.projects set settings = settings || $2::jsonb where id = $1`, [
      projectId,
      JSON.stringify(settings),
    ]);
  }

  /** A new revision of the category schema; classes and options without `schemaId` get one. */
  async saveCategorySchema(projectId: string, schema: CategorySchemaJson): Promise<void> {
    await this.db.query(
      `insert into annotation_store.project_ontologies (project_id, rev, category_schema)
       select $1, coalesce(max(rev), 0) + 1, $2::json from annotation_store.project_ontologies where project_id = $1`,
      [projectId, JSON.stringify(withSchemaIds(schema))],
    );
  }

  /** Ids of batches with these names, in order; missing ones are created. */
  async ensureBatches(projectId: string, names: readonly string[]): Promise<string[]> {
    await this.db.query(
      `insert into annotation_store.batches (id, project_id, name)
       select id, $1, name from unnest($2::text[], $3::text[]) as n (id, name) on conflict (project_id, name) do nothing`,
      [projectId, names.map(() => newId()), names],
    );
    const rows = await this.db.query<Batch[]>(
      `select id, name from annotation_store.batches where project_id = $1 and name = any($2)`,
      [projectId, names],
    );
    const ids = new Map(rows.map(({ id, name }) => [name, id]));
    return names.map((name) => ids.get(name) as string);
  }

  batches(projectId: string): Promise<Batch[]> {
    return this.db.query<Batch[]>(
      `select id, name from annotation_store.batches where project_id = $1 order by created_at, id`,
      [projectId],
    );
  }

  /** Shows in exports after `TaskWriter.refreshHeads`. */
  async renameBatch(batchId: string, name: string): Promise<void> {
    await this.db.query(`update annotation_store.batches set name = $2 where id = $1`, [batchId, name]);
  }

  async delete(projectId: string): Promise<void> {
    await this.db.query(`update annotation_store.projects set deleted_at = now() where id = $1`, [projectId]);
  }
}

export interface Batch {
  readonly id: string;
  readonly name: string;
}

function withSchemaIds(schema: CategorySchemaJson): CategorySchemaJson {
  const complete = (item: Record<string, unknown>): Record<string, unknown> => ({
    ...item,
    schemaId: item['schemaId'] || newObjectId(),
    ...(Array.isArray(item['classifications']) && { classifications: item['classifications'].map(complete) }),
  });
  return {
    ...schema,
    tools: (schema.tools ?? []).map(complete),
    classifications: (schema.classifications ?? []).map(complete),
    relations: (schema.relations ?? []).map(complete),
  };
}
