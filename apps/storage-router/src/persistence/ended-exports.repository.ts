import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RetentionSettings } from '../retention/retention-settings.js';
import { EndedExportEntity, type ExportEnd } from './ended-export.entity.js';

@Injectable()
export class EndedExportsRepository {
  /** A cancellation is final; otherwise the last word counts. */
  async add(manager: EntityManager, exportId: string, outcome: ExportEnd): Promise<void> {
    await manager.query(
      `insert into storage_router.ended_exports as e (export_id, outcome, ended_at) values ($1, $2, now())
       on conflict (export_id) do update
         set outcome = excluded.outcome, ended_at = excluded.ended_at, cleared_at = null, sweep_after = null
       where e.outcome <> 'cancelled'`,
      [exportId, outcome],
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

  /** One whose staged bytes have had their time, locked until the transaction ends; other processes skip it. */
  async staged(
    manager: EntityManager,
    { stagingMs, failedStagingMs }: Pick<RetentionSettings, 'stagingMs' | 'failedStagingMs'>,
  ): Promise<string | null> {
    const [row] = await manager.query<{ id: string }[]>(
      `select export_id as id from storage_router.ended_exports
       where cleared_at is null and coalesce(sweep_after, '-infinity') <= now()
         and ended_at < now() - case outcome when 'failed' then $2::float8 else $1::float8 end * interval '1 millisecond'
       order by ended_at limit 1 for update skip locked`,
      [stagingMs, failedStagingMs],
    );
    return row?.id ?? null;
  }

  /** Nothing of it is staged any more. */
  async cleared(manager: EntityManager, exportId: string): Promise<void> {
    await manager.query(
      `update storage_router.ended_exports set cleared_at = now(), sweep_after = null where export_id = $1`,
      [exportId],
    );
  }

  async forget(manager: EntityManager, exportId: string): Promise<void> {
    await manager.query('delete from storage_router.ended_exports where export_id = $1 and cleared_at is not null', [
      exportId,
    ]);
  }

  /** Clearing it did not work: others come first, and this one again after an hour. */
  async postpone(manager: EntityManager, exportId: string): Promise<void> {
    await manager.query(
      `update storage_router.ended_exports set sweep_after = now() + interval '1 hour' where export_id = $1`,
      [exportId],
    );
  }
}
