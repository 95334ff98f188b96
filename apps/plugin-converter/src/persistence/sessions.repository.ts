import type { Tx } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lightSeconds } from '../registry/plugin.js';
import type { Session } from '../sessions/session.js';

export type NewSession = Pick<
  Session,
  | 'id'
  | 'pluginId'
  | 'pluginName'
  | 'organizationId'
  | 'projectId'
  | 'runById'
  | 'runByEmail'
  | 'stages'
  | 'batches'
  | 'config'
  | 'sendEmail'
>;
export type SessionChange = Partial<
  Pick<Session, 'state' | 'sid' | 'exportId' | 'attempt' | 'original' | 'result' | 'response' | 'failure'>
> & { readonly ended?: boolean; readonly started?: boolean };

const columns = `id, plugin_id as "pluginId", plugin_name as "pluginName", organization_id as "organizationId",
  project_id as "projectId", run_by_id as "runById", run_by_email as "runByEmail", stages, batches, config,
  send_email as "sendEmail", state, sid, export_id as "exportId", attempt, original, result, response, failure,
  created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"`;
const json = new Set(['original', 'result', 'failure']);
const names: Readonly<Record<string, string>> = { exportId: 'export_id' };

@Injectable()
export class SessionsRepository {
  constructor(private readonly database: DataSource) {}

  async add(manager: EntityManager, session: NewSession): Promise<void> {
    await manager.query(
      `insert into plugin_converter.plugin_sessions (id, plugin_id, plugin_name, organization_id, project_id, run_by_id,
         run_by_email, stages, batches, config, send_email, state)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'requested')`,
      [
        session.id,
        session.pluginId,
        session.pluginName,
        session.organizationId,
        session.projectId,
        session.runById,
        session.runByEmail,
        JSON.stringify(session.stages),
        JSON.stringify(session.batches),
        JSON.stringify(session.config),
        session.sendEmail,
      ],
    );
  }

  async find(id: string): Promise<Session | null> {
    return (await this.rows(this.database.manager, 'where id = $1', [id]))[0] ?? null;
  }

  /** Newest first, at most so many. */
  ofProject(projectId: string, limit: number): Promise<Session[]> {
    return this.rows(this.database.manager, 'where project_id = $1 order by created_at desc, id limit $2', [
      projectId,
      limit,
    ]);
  }

  /** Held until the transaction ends. */
  async lock({ manager }: Tx, id: string): Promise<Session | null> {
    return (await this.rows(manager, 'where id = $1 for update', [id]))[0] ?? null;
  }

  /** The run whose plugin converts this export; held until the transaction ends. */
  async lockOf({ manager }: Tx, exportId: string): Promise<Session | null> {
    return (await this.rows(manager, 'where export_id = $1 for update', [exportId]))[0] ?? null;
  }

  /** A run that one of these plugins shall take; locked, passed over by others. */
  async claim({ manager }: Tx, pluginIds: readonly string[]): Promise<Session | null> {
    const rows = await this.rows(
      manager,
      `where state = 'requested' and plugin_id = any ($1) order by created_at limit 1 for update skip locked`,
      [pluginIds],
    );
    return rows[0] ?? null;
  }

  async change({ manager }: Tx, id: string, { ended, started, ...values }: SessionChange): Promise<void> {
    const entries = Object.entries(values);
    const sets = entries.map(([name], i) => `${names[name] ?? name} = $${i + 2}`);
    if (ended) sets.push('ended_at = now()');
    if (started) sets.push('started_at = now()', 'heard_at = now()');
    const parameters = entries.map(([name, value]) =>
      json.has(name) && value !== null ? JSON.stringify(value) : value,
    );
    await manager.query(`update plugin_converter.plugin_sessions set ${sets.join(', ')} where id = $1`, [
      id,
      ...parameters,
    ]);
  }

  /** Runs that cannot go on, with the reason; each locked. Seconds. */
  async overdue(
    { manager }: Tx,
    limits: { readonly wait: number; readonly run: number; readonly silence: number; readonly gone: number },
  ): Promise<(Session & { readonly why: 'not-taken' | 'too-long' | 'silent' | 'gone' | 'no-export' })[]> {
    return manager.query(
      `select *, ${columns} from (
         select *, case
           when state = 'requested' and created_at < now() - $1 * interval '1 second' then 'not-taken'
           when state = 'running' and started_at < now() - $2 * interval '1 second' then 'too-long'
           when state = 'running' and heard_at < now() - $3 * interval '1 second' then 'silent'
           when state = 'running' and heard_at < now() - $4 * interval '1 second' and not exists (
             select 1 from plugin_converter.plugin_sockets s
             where s.sid = plugin_sessions.sid and s.seen_at > now() - interval '${lightSeconds} seconds') then 'gone'
           when state = 'completing' and started_at < now() - $2 * interval '1 second' then 'too-long'
           when state = 'completing' and export_id is null and heard_at < now() - interval '30 seconds' then 'no-export'
         end as why
         from plugin_converter.plugin_sessions where ended_at is null for update skip locked) sessions
       where why is not null limit 50`,
      [limits.wait, limits.run, limits.silence, limits.gone],
    );
  }

  private rows(manager: EntityManager, where: string, parameters: unknown[]): Promise<Session[]> {
    return manager.query<Session[]>(`select ${columns} from plugin_converter.plugin_sessions ${where}`, parameters);
  }
}
