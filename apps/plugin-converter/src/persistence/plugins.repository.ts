import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lightSeconds, type Connector, type Plugin } from '../registry/plugin.js';

export interface ListedPlugin extends Plugin {
  readonly live: boolean;
  /** By the organization that asks. */
  readonly installed: boolean;
}

const columns = `p.id, p.organization_id as "organizationId", p.name, p.description, p.connector, p.rest_url as "restUrl",
  p.default_config as "defaultConfig", p.is_public as "isPublic", p.sealed_secret as "sealedSecret",
  p.created_by as "createdBy", p.created_at as "createdAt"`;
const live = `exists (select 1 from plugin_converter.plugin_sockets s
  where s.plugin_id = p.id and s.seen_at > now() - interval '${lightSeconds} seconds') as live`;
const installed = `exists (select 1 from plugin_converter.plugin_installs i
  where i.plugin_id = p.id and i.organization_id = $1) as installed`;

@Injectable()
export class PluginsRepository {
  constructor(private readonly database: DataSource) {}

  async add(plugin: Omit<Plugin, 'createdAt'>): Promise<void> {
    await this.database.query(
      `insert into plugin_converter.plugins
         (id, organization_id, name, description, connector, rest_url, default_config, is_public, sealed_secret, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        plugin.id,
        plugin.organizationId,
        plugin.name,
        plugin.description,
        plugin.connector,
        plugin.restUrl,
        JSON.stringify(plugin.defaultConfig),
        plugin.isPublic,
        plugin.sealedSecret,
        plugin.createdBy,
      ],
    );
  }

  async find(id: string): Promise<Plugin | null> {
    const rows = await this.database.query<Plugin[]>(
      `select ${columns} from plugin_converter.plugins p where p.id = $1 and p.deleted_at is null`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Those of an organization, those it installed, and public ones. */
  visible(organizationId: string, id: string | null = null): Promise<ListedPlugin[]> {
    return this.database.query<ListedPlugin[]>(
      `select ${columns}, ${live}, ${installed} from plugin_converter.plugins p
       where p.deleted_at is null and ($2::text is null or p.id = $2)
         and (p.organization_id = $1 or p.is_public or exists (select 1 from plugin_converter.plugin_installs i
              where i.plugin_id = p.id and i.organization_id = $1))
       order by p.created_at desc, p.id`,
      [organizationId, id],
    );
  }

  servers(): Promise<Plugin[]> {
    return this.database.query<Plugin[]>(
      `select ${columns} from plugin_converter.plugins p where p.connector = 'REST' and p.deleted_at is null`,
    );
  }

  async install(id: string, organizationId: string): Promise<void> {
    await this.database.query(
      `insert into plugin_converter.plugin_installs (plugin_id, organization_id) values ($1, $2) on conflict do nothing`,
      [id, organizationId],
    );
  }

  async changeSecret(id: string, sealedSecret: string): Promise<void> {
    await this.database.query('update plugin_converter.plugins set sealed_secret = $2 where id = $1', [
      id,
      sealedSecret,
    ]);
  }

  async remove(id: string): Promise<void> {
    await this.database.query('update plugin_converter.plugins set deleted_at = now() where id = $1', [id]);
    await this.database.query('delete from plugin_converter.plugin_sockets where plugin_id = $1', [id]);
  }

  /** A connection of a plugin is there. */
  async seen(sid: string, pluginId: string): Promise<void> {
    await this.database.query(
      `insert into plugin_converter.plugin_sockets (sid, plugin_id) values ($1, $2)
       on conflict (sid, plugin_id) do update set seen_at = now()`,
      [sid, pluginId],
    );
  }

  async gone(sid: string, pluginId?: string): Promise<void> {
    await this.database.query(
      'delete from plugin_converter.plugin_sockets where sid = $1 and ($2::text is null or plugin_id = $2)',
      [sid, pluginId ?? null],
    );
  }

  async isLive(id: string): Promise<boolean> {
    const rows: unknown[] = await this.database.query(
      `select 1 from plugin_converter.plugin_sockets
       where plugin_id = $1 and seen_at > now() - interval '${lightSeconds} seconds' limit 1`,
      [id],
    );
    return rows.length > 0;
  }
}
export type { Connector };
