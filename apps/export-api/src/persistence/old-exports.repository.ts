import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/**
 * One that ended so long ago and that nobody needs: no file of it lies in the default bucket, none shares its build, no
 * delta that may still be built starts from it, and no continuous delivery goes on from it.
 */
const forgettable = `e.ended_at is not null
  and not jsonb_path_exists(e.artifacts, '$[*] ? (@.expiredAt == null && @.location.storageId == null)')
  and e.ended_at < now() - $1::float8 * interval '1 millisecond'
  and not exists (select from export_api.exports m where m.joined_to = e.id)
  and not exists (select from export_api.exports d where d.since->>'exportId' = e.id and d.since is not null
    and d.state not in ('completed', 'expired', 'cancelled'))
  and not exists (select from export_api.continuous_deliveries c where c.project_id = e.project_id
    and (c.batch_export_id = e.id or c.base->>'exportId' = e.id))`;

/** Exports whose time in the history is over, by the clock of the database. */
@Injectable()
export class OldExportsRepository {
  constructor(private readonly database: DataSource) {}

  /** Ids, the oldest first. */
  async due(ms: number, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }[]>(
      `select e.id from export_api.exports e where ${forgettable} order by e.ended_at limit $2`,
      [ms, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** False when it is needed again, or gone. Its group is locked by the caller, so that nobody joins meanwhile. */
  async forget(manager: EntityManager, id: string, ms: number): Promise<boolean> {
    const [, count] = await manager.query<[unknown[], number]>(
      `delete from export_api.exports e where ${forgettable} and e.id = $2`,
      [ms, id],
    );
    return count > 0;
  }
}
