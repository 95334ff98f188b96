import { mayExport, type Caller } from '../read/accounts.js';
import type { Queryable } from '../queryable.js';
import { callerByMember } from './caller-queries.js';

/** A run of a plugin, in the name of who started it. */
export interface NewPluginSession {
  readonly sessionId: string;
  readonly pluginId: string;
  readonly pluginName: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly userId: string;
  /** Whoever started the run wants a mail when its export is there. */
  readonly sendEmail: boolean;
  readonly expiresAt: Date;
}

export async function addPluginSessionKey(db: Queryable, session: NewPluginSession, keyHash: string): Promise<void> {
  await db.query(
    `insert into annotation_store.plugin_session_keys
       (session_id, key_hash, user_id, organization_id, project_id, plugin_id, plugin_name, send_email, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      session.sessionId,
      keyHash,
      session.userId,
      session.organizationId,
      session.projectId,
      session.pluginId,
      session.pluginName,
      session.sendEmail,
      session.expiresAt,
    ],
  );
}

export async function removePluginSessionKey(db: Queryable, sessionId: string): Promise<void> {
  await db.query('delete from annotation_store.plugin_session_keys where session_id = $1', [sessionId]);
}

type Row = Omit<NewPluginSession, 'expiresAt'>;

/**
 * Whoever started the run, cut down to what the run is for: the one project, and there no more than they may do
 * themselves. A plugin is a stranger's program.
 */
export async function callerByPluginSession(db: Queryable, keyHash: string): Promise<Caller | null> {
  const [row] = await db.query<Row[]>(
    `select session_id as "sessionId", plugin_id as "pluginId", plugin_name as "pluginName", project_id as "projectId",
       organization_id as "organizationId", user_id as "userId", send_email as "sendEmail"
     from annotation_store.plugin_session_keys where key_hash = $1 and expires_at > now()`,
    [keyHash],
  );
  const person = row && (await callerByMember(db, row.organizationId, row.userId));
  if (!row || !person) return null;
  const { sessionId, pluginId, pluginName, projectId, sendEmail } = row;
  const role = mayExport(person, projectId) ? 'Manager' : person.projectRoles[projectId];
  return {
    ...person,
    organizationRole: 'member',
    projectRoles: role ? { [projectId]: role } : {},
    pluginSession: { id: sessionId, pluginId, pluginName, projectId, sendEmail },
  };
}
