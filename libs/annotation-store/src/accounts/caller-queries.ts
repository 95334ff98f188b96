import type { Caller } from '../read/accounts.js';
import type { Queryable } from '../queryable.js';

const columns = `
u.id as "userId", u.email, u.name, m.organization_id as "organizationId", m.role as "organizationRole",
coalesce((
  select json_object_agg(pm.project_id, pm.role)
  from annotation_store.project_members pm join annotation_store.projects p on p.id = pm.project_id
  where pm.user_id = u.id and p.organization_id = m.organization_id), '{}') as "projectRoles"`;

const byKey = `select ${columns}
from annotation_store.api_keys k
join annotation_store.users u on u.id = k.user_id
join annotation_store.organization_members m on m.user_id = u.id and m.organization_id = k.organization_id
where k.key_hash = $1 and k.revoked_at is null`;

// a session is of a person, not of an organization: the one joined first counts
const bySession = `select ${columns}
from annotation_store.sessions s
join annotation_store.users u on u.id = s.user_id
join annotation_store.organization_members m on m.user_id = u.id
join annotation_store.organizations o on o.id = m.organization_id
where s.token_hash = $1 and s.expires_at > now() order by o.created_at, o.id limit 1`;

const byMember = `select ${columns}
from annotation_store.users u
join annotation_store.organization_members m on m.user_id = u.id
where m.organization_id = $1 and u.id = $2`;

/** The caller a key belongs to, with the roles of now: an API key has exactly its user's rights. */
export async function callerByApiKey(db: Queryable, keyHash: string): Promise<Caller | null> {
  return (await db.query<Caller[]>(byKey, [keyHash]))[0] ?? null;
}

export async function callerBySession(db: Queryable, tokenHash: string): Promise<Caller | null> {
  return (await db.query<Caller[]>(bySession, [tokenHash]))[0] ?? null;
}

export async function callerByMember(db: Queryable, organizationId: string, userId: string): Promise<Caller | null> {
  return (await db.query<Caller[]>(byMember, [organizationId, userId]))[0] ?? null;
}
