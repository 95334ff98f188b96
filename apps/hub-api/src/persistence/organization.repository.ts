import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '@hub/annotation-store';
import { HubDatabase } from './hub-database.js';

export interface OrganizationMember {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Caller['organizationRole'];
  readonly projects: readonly { readonly projectId: string; readonly projectRole: ProjectRole }[];
}

/** Who belongs to an organization. */
@Injectable()
export class OrganizationRepository {
  constructor(private readonly database: HubDatabase) {}

  /** By e-mail; all of them, or those with these e-mails (case does not count). */
  members(organizationId: string, emails?: readonly string[]): Promise<OrganizationMember[]> {
    return this.database.rows(
      `select u.id, u.email, u.name, m.role,
         (select coalesce(json_agg(json_build_object('projectId', pm.project_id, 'projectRole', pm.role) order by p.created_at), '[]')
          from annotation_store.project_members pm join annotation_store.projects p on p.id = pm.project_id
          where pm.user_id = u.id and p.organization_id = $1 and p.deleted_at is null) as projects
       from annotation_store.organization_members m join annotation_store.users u on u.id = m.user_id
       where m.organization_id = $1 and ($2::text[] is null or lower(u.email) = any($2)) order by u.email`,
      [organizationId, emails?.map((email) => email.toLowerCase()) ?? null],
    );
  }

  /** The e-mail as the store spells it; undefined when this person cannot work in the project. */
  async emailOfProjectMember(organizationId: string, projectId: string, email: string): Promise<string | undefined> {
    const [row] = await this.database.rows<{ email: string }>(
      `select u.email from annotation_store.organization_members m join annotation_store.users u on u.id = m.user_id
       where m.organization_id = $1 and lower(u.email) = lower($3) and (m.role <> 'member' or exists (
         select 1 from annotation_store.project_members pm where pm.user_id = u.id and pm.project_id = $2))`,
      [organizationId, projectId, email],
    );
    return row?.email;
  }
}
