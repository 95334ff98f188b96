import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Delivery } from '../deliver/delivery.js';
import { DeliveriesRepository } from './deliveries.repository.js';

/** Longer than any slice: nobody works on a delivery any more that was cancelled so long ago. */
const cancelledMs = 10 * 60 * 1000;

const next = (due: string): string => `
  select export_id as "exportId", kind from storage_router.deliveries
  where ${due} and coalesce(sweep_after, '-infinity') <= now()
  order by ended_at limit 1 for update skip locked`;

const expired = next(
  `state = 'delivered' and storage_id is null and ended_at < now() - $1::float8 * interval '1 millisecond'
   and coalesce(promised_at, ended_at) < now() - $1::float8 * interval '1 millisecond'`,
);
const uncleared = next(
  `cleared_at is null and state in ('cancelled', 'failed', 'delivered')
   and ended_at < now() - case state when 'cancelled' then ${cancelledMs} else $1::float8 end * interval '1 millisecond'`,
);

/** Deliveries whose time has come, by the clock of the database. Each is locked until the transaction ends; other processes skip it. */
@Injectable()
export class DueDeliveriesRepository {
  constructor(private readonly deliveries: DeliveriesRepository) {}

  /** An object in the default bucket that had its time. What lies in customers' buckets is theirs. */
  expired(manager: EntityManager, artifactMs: number): Promise<Delivery | null> {
    return this.one(manager, expired, artifactMs);
  }

  /** An ended delivery that may have left something behind at its destination. */
  uncleared(manager: EntityManager, uploadMs: number): Promise<Delivery | null> {
    return this.one(manager, uncleared, uploadMs);
  }

  /** Nothing of it is left at its destination that should not be there. */
  async cleared(manager: EntityManager, { exportId, kind }: Pick<Delivery, 'exportId' | 'kind'>): Promise<void> {
    await manager.query(
      'update storage_router.deliveries set cleared_at = now(), sweep_after = null where export_id = $1 and kind = $2',
      [exportId, kind],
    );
  }

  /** Removing did not work: others come first, and this one again after an hour. */
  async postpone(manager: EntityManager, { exportId, kind }: Pick<Delivery, 'exportId' | 'kind'>): Promise<void> {
    await manager.query(
      `update storage_router.deliveries set sweep_after = now() + interval '1 hour' where export_id = $1 and kind = $2`,
      [exportId, kind],
    );
  }

  /**
   * Clearing did not work: again after half of its age, and no more once it is a week old. Some customers do not let us list
   * unfinished uploads; those that we know by their ids are aborted by `AbortUploads`.
   */
  async postponeClearing(
    manager: EntityManager,
    { exportId, kind }: Pick<Delivery, 'exportId' | 'kind'>,
  ): Promise<void> {
    await manager.query(
      `update storage_router.deliveries set sweep_after = now() + greatest(interval '1 hour', (now() - ended_at) / 2),
         cleared_at = case when ended_at < now() - interval '7 days' then now() end
       where export_id = $1 and kind = $2`,
      [exportId, kind],
    );
  }

  /** Those of an export that nothing has to be done for any more. */
  async forget(manager: EntityManager, exportId: string): Promise<void> {
    await manager.query(
      `delete from storage_router.deliveries where export_id = $1 and cleared_at is not null
         and (state in ('failed', 'cancelled', 'expired') or state = 'delivered' and storage_id is not null)`,
      [exportId],
    );
  }

  private async one(manager: EntityManager, sql: string, ms: number): Promise<Delivery | null> {
    const [due] = await manager.query<Pick<Delivery, 'exportId' | 'kind'>[]>(sql, [ms]);
    return due ? this.deliveries.lock(manager, due) : null;
  }
}
