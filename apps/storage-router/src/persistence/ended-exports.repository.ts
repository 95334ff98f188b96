import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { EndedExportEntity, type ExportEnd } from './ended-export.entity.js';

@Injectable()
export class EndedExportsRepository {
  constructor(private readonly database: DataSource) {}

  /** A cancellation is final; otherwise the last word counts. */
  async add(manager: EntityManager, exportId: string, outcome: ExportEnd, endedAt: Date): Promise<void> {
    await manager.query(
      `insert into storage_router.ended_exports as e (export_id, outcome, ended_at) values ($1, $2, $3)
       on conflict (export_id) do update set outcome = excluded.outcome, ended_at = excluded.ended_at, cleared_at = null
       where e.outcome <> 'cancelled'`,
      [exportId, outcome, endedAt],
    );
  }

  /** It goes on: a retry of a failed export. */
  async remove(manager: EntityManager, exportId: string): Promise<void> {
    await manager.query(`delete from storage_router.ended_exports where export_id = $1 and outcome <> 'cancelled'`, [
      exportId,
    ]);
  }

  isCancelled(manager: EntityManager, exportId: string): Promise<boolean> {
    return manager.existsBy(EndedExportEntity, { exportId, outcome: 'cancelled' });
  }

  /** Those whose staged bytes have had their time. */
  async staged(ended: { readonly before: Date; readonly failedBefore: Date }, limit: number): Promise<string[]> {
    const rows: { export_id: string }[] = await this.database.query(
      `select export_id from storage_router.ended_exports
       where cleared_at is null and ended_at < case outcome when 'failed' then $2::timestamptz else $1::timestamptz end
       order by ended_at limit $3`,
      [ended.before, ended.failedBefore, limit],
    );
    return rows.map((row) => row.export_id);
  }

  /** Nothing of it is staged any more. */
  async cleared(exportId: string): Promise<void> {
    await this.database.query(`update storage_router.ended_exports set cleared_at = now() where export_id = $1`, [
      exportId,
    ]);
  }
}
