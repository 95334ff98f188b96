import { newId } from '@hub/annotations';
import { conflict } from '@hub/failures';
import type { Caller, ProjectRole } from '../read/accounts.js';
import type { Queryable } from '../queryable.js';
import { callerByApiKey, callerByMember, callerBySession } from './caller-queries.js';
import {
  addPluginSessionKey,
  callerByPluginSession,
  removePluginSessionKey,
  type NewPluginSession,
} from './plugin-session-keys.js';
import { hashPassword, hashSecret, newSecret, passwordMatches } from './secrets.js';

export type OrganizationRole = Caller['organizationRole'];

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly password?: string;
}

/** Seven days. */
const sessionMilliseconds = 7 * 24 * 3600 * 1000;

/** Verified when there is no such user, so that the answer takes as long. */
const nobody = hashPassword(newSecret());

/** Users, organizations, roles, API keys and sessions. Keys and tokens are stored as hashes and shown once. */
export class Accounts {
  constructor(private readonly db: Queryable) {}

  /** The same, inside a transaction. */
  within(manager: Queryable): Accounts {
    return new Accounts(manager);
  }

  /** Also by the key that a plugin was given for a run. */
  async callerByApiKey(key: string): Promise<Caller | null> {
    const hash = hashSecret(key);
    return (await callerByApiKey(this.db, hash)) ?? (await callerByPluginSession(this.db, hash));
  }

  /** The key a plugin gets for one run: in the answer and nowhere else. */
  async openPluginSession(session: NewPluginSession): Promise<string> {
    const key = newSecret();
    await addPluginSessionKey(this.db, session, hashSecret(key));
    return key;
  }

  async closePluginSession(sessionId: string): Promise<void> {
    await removePluginSessionKey(this.db, sessionId);
  }

  callerBySession(token: string): Promise<Caller | null> {
    return callerBySession(this.db, hashSecret(token));
  }

  /** A person with the rights of now, for work that goes on in their name; null when they left the organization. */
  callerByMember(organizationId: string, userId: string): Promise<Caller | null> {
    return callerByMember(this.db, organizationId, userId);
  }

  /** A new session of the user with this e-mail and password; null when they do not match. */
  async signIn(email: string, password: string): Promise<{ token: string; userId: string; expiresAt: Date } | null> {
    const [user] = await this.db.query<{ id: string; password_hash: string | null }[]>(
      `select id, password_hash from annotation_store.users where lower(email) = lower($1)`,
      [email],
    );
    const matches = await passwordMatches(password, user?.password_hash ?? (await nobody));
    if (!user?.password_hash || !matches) return null;
    return { userId: user.id, ...(await this.openSession(user.id)) };
  }

  async openSession(userId: string): Promise<{ token: string; expiresAt: Date }> {
    const token = newSecret();
    const expiresAt = new Date(Date.now() + sessionMilliseconds);
    await this.db.query(`delete from annotation_store.sessions where user_id = $1 and expires_at < now()`, [userId]);
    await this.db.query(`insert into annotation_store.sessions (token_hash, user_id, expires_at) values ($1, $2, $3)`, [
      hashSecret(token),
      userId,
      expiresAt,
    ]);
    return { token, expiresAt };
  }

  async closeSession(token: string): Promise<void> {
    await this.db.query(`delete from annotation_store.sessions where token_hash = $1`, [hashSecret(token)]);
  }

  async createOrganization(name: string): Promise<string> {
    const id = newId();
    await this.db.query(`insert into annotation_store.organizations (id, name) values ($1, $2)`, [id, name]);
    return id;
  }

  /** Throws Failure `conflict` when the e-mail is taken (case does not count). */
  async createUser({ email, name, password }: NewUser): Promise<string> {
    const passwordHash = password === undefined ? null : await hashPassword(password);
    const [row] = await this.db.query<{ id: string }[]>(
      `insert into annotation_store.users (id, email, name, password_hash) values ($1, $2, $3, $4)
       on conflict (lower(email)) do nothing returning id`,
      [newId(), email, name, passwordHash],
    );
    if (!row) throw conflict('There is a user with this e-mail.', { field: 'email', value: email });
    return row.id;
  }

  async userIdByEmail(email: string): Promise<string | null> {
    const [row] = await this.db.query<{ id: string }[]>(
      `select id from annotation_store.users where lower(email) = lower($1)`,
      [email],
    );
    return row?.id ?? null;
  }

  async setOrganizationRole(organizationId: string, userId: string, role: OrganizationRole): Promise<void> {
    await this.db.query(
      `insert into annotation_store.organization_members (organization_id, user_id, role) values ($1, $2, $3)
       on conflict (organization_id, user_id) do update set role = excluded.role`,
      [organizationId, userId, role],
    );
  }

  /** Takes the user out of the organization, its projects, and its keys away. */
  async removeMember(organizationId: string, userId: string): Promise<void> {
    const of = `project_id in (select id from annotation_store.projects where organization_id = $1)`;
    await this.db.query(`delete from annotation_store.project_members where user_id = $2 and ${of}`, [
      organizationId,
      userId,
    ]);
    await this.db.query(
      `update annotation_store.api_keys set revoked_at = now() where organization_id = $1 and user_id = $2 and revoked_at is null`,
      [organizationId, userId],
    );
    await this.db.query(
      `delete from annotation_store.organization_members where organization_id = $1 and user_id = $2`,
      [organizationId, userId],
    );
  }

  /** Null takes the user out of the project. */
  async setProjectRole(projectId: string, userId: string, role: ProjectRole | null): Promise<void> {
    if (role === null) {
      await this.db.query(`delete from annotation_store.project_members where project_id = $1 and user_id = $2`, [
        projectId,
        userId,
      ]);
      return;
    }
    await this.db.query(
      `insert into annotation_store.project_members (project_id, user_id, role) values ($1, $2, $3)
       on conflict (project_id, user_id) do update set role = excluded.role`,
      [projectId, userId, role],
    );
  }

  /** The key is in the answer and nowhere else. `key` may be given, for demos and tests; else it is random. */
  async createApiKey(
    organizationId: string,
    userId: string,
    label: string,
    key = newSecret(),
  ): Promise<{ id: string; key: string }> {
    const id = newId();
    await this.db.query(
      `insert into annotation_store.api_keys (id, user_id, organization_id, key_hash, label) values ($1, $2, $3, $4, $5)`,
      [id, userId, organizationId, hashSecret(key), label],
    );
    return { id, key };
  }

  async revokeApiKey(id: string): Promise<void> {
    await this.db.query(
      `update annotation_store.api_keys set revoked_at = now() where id = $1 and revoked_at is null`,
      [id],
    );
  }
}
