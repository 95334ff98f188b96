import { Injectable } from '@nestjs/common';
import type { ProjectRole } from '@hub/annotation-store';
import { HubDatabase, type Tx } from './hub-database.js';

export interface ProjectMember {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: ProjectRole;
}

/** What is counted, listed or locked about projects, beside the store's own `Projects`. */
@Injectable()
export class ProjectsRepository {
  constructor(private readonly database: HubDatabase) {}

  /** Holds other changes of the project's workflow back until the transaction ends. */
  async lock(tx: Tx, projectId: string): Promise<void> {
    await tx.query('select 1 from annotation_store.projects where id = $1 for update', [projectId]);
  }

  async setType(tx: Tx, projectId: string, type: string): Promise<void> {
    await tx.query('update annotation_store.projects set type = $2 where id = $1', [projectId, type]);
  }

  /** `only` narrows to the ids a member may see. */
  async count(organizationId: string, only: readonly string[] | undefined): Promise<number> {
    const [row] = await this.database.rows<{ n: number }>(
      `select count(*)::int as n from annotation_store.projects
       where organization_id = $1 and deleted_at is null and ($2::text[] is null or id = any($2))`,
      [organizationId, only ?? null],
    );
    return row?.n ?? 0;
  }

  members(projectId: string): Promise<ProjectMember[]> {
    return this.database.rows(
      `select u.id as "userId", u.email, u.name, m.role from annotation_store.project_members m
       join annotation_store.users u on u.id = m.user_id where m.project_id = $1 order by u.email`,
      [projectId],
    );
  }

  /** Tasks by stage id; stages without tasks are left out. */
  async tasksPerStage(projectId: string, tx?: Tx): Promise<Record<string, number>> {
    const rows = await this.database.rows<{ stage: string; n: number }>(
      `select stage_id as stage, count(*)::int as n from annotation_store.tasks
       where project_id = $1 and deleted_at is null group by stage_id`,
      [projectId],
      tx,
    );
    return Object.fromEntries(rows.map(({ stage, n }) => [stage, n]));
  }

  /** Tasks of several projects at once. */
  async taskCounts(projectIds: readonly string[]): Promise<Record<string, number>> {
    const rows = await this.database.rows<{ id: string; n: number }>(
      `select project_id as id, count(*)::int as n from annotation_store.tasks
       where project_id = any($1) and deleted_at is null group by project_id`,
      [projectIds],
    );
    return Object.fromEntries(rows.map(({ id, n }) => [id, n]));
  }

  /** The owner's e-mail. */
  async organizationOwner(organizationId: string): Promise<string | undefined> {
    const [row] = await this.database.rows<{ email: string }>(
      `select u.email from annotation_store.organization_members m join annotation_store.users u on u.id = m.user_id
       where m.organization_id = $1 and m.role = 'owner'`,
      [organizationId],
    );
    return row?.email;
  }
}
