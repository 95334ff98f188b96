import { Injectable } from '@nestjs/common';
import type { ProjectRole } from '@hub/annotation-store';
import { HubDatabase, type Tx } from './hub-database.js';

export interface ProjectAssignment {
  readonly projectId: string;
  readonly projectRole: ProjectRole;
}

export interface Invite {
  readonly id: string;
  readonly organizationId: string;
  readonly email: string;
  readonly role: 'admin' | 'member';
  readonly projectRoles: readonly ProjectAssignment[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const columns = `id, organization_id as "organizationId", email, role, project_roles as "projectRoles",
  created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt"`;

/** Invites nobody has accepted yet. Of the token only its hash is stored. */
@Injectable()
export class InvitesRepository {
  constructor(private readonly database: HubDatabase) {}

  /** An earlier invite of the same person is replaced: its token stops working. */
  async save(tx: Tx, invite: Omit<Invite, 'createdAt'>, tokenHash: string): Promise<void> {
    await tx.query(
      `insert into annotation_store.invites (id, organization_id, email, role, project_roles, token_hash, created_by, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (organization_id, lower(email)) where accepted_at is null do update set role = excluded.role,
         project_roles = excluded.project_roles, token_hash = excluded.token_hash, created_by = excluded.created_by,
         created_at = now(), expires_at = excluded.expires_at`,
      [
        invite.id,
        invite.organizationId,
        invite.email,
        invite.role,
        JSON.stringify(invite.projectRoles),
        tokenHash,
        invite.createdBy,
        invite.expiresAt,
      ],
    );
  }

  open(organizationId: string): Promise<Invite[]> {
    return this.database.rows(
      `select ${columns} from annotation_store.invites
       where organization_id = $1 and accepted_at is null and expires_at > now() order by created_at, id`,
      [organizationId],
    );
  }

  /** Marks it as accepted; undefined when there is no open invite with this token. */
  async accept(tx: Tx, tokenHash: string): Promise<Invite | undefined> {
    const [invite] = await this.database.rows<Invite>(
      `with accepted as (update annotation_store.invites set accepted_at = now()
         where token_hash = $1 and accepted_at is null and expires_at > now() returning *)
       select ${columns} from accepted`,
      [tokenHash],
      tx,
    );
    return invite;
  }

  delete(tx: Tx, organizationId: string, emails: readonly string[]): Promise<number> {
    return this.database.execute(
      tx,
      'delete from annotation_store.invites where organization_id = $1 and lower(email) = any($2) and accepted_at is null',
      [organizationId, emails.map((email) => email.toLowerCase())],
    );
  }
}
