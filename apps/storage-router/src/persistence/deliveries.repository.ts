import type { ArtifactKind } from '@hub/event-contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import type { Delivery, Location } from '../deliver/delivery.js';
import { DeliveryEntity } from './delivery.entity.js';

type Id = Pick<Delivery, 'exportId' | 'kind'>;
export type DeliveryChange = Partial<Omit<Delivery, 'exportId' | 'kind'>>;

@Injectable()
export class DeliveriesRepository {
  constructor(private readonly database: DataSource) {}

  find(exportId: string, kind: ArtifactKind): Promise<Delivery | null> {
    return this.database.manager.findOneBy(DeliveryEntity, { exportId, kind });
  }

  ofExport(manager: EntityManager, exportId: string): Promise<Delivery[]> {
    return manager.find(DeliveryEntity, { where: { exportId }, order: { kind: 'DESC' } });
  }

  at({ storageId, bucket, key }: Location, manager = this.database.manager): Promise<Delivery | null> {
    return manager.findOneBy(DeliveryEntity, { storageId: storageId ?? IsNull(), bucket, key });
  }

  /** Held until the transaction ends. */
  lock(manager: EntityManager, { exportId, kind }: Id): Promise<Delivery | null> {
    return manager.findOne(DeliveryEntity, { where: { exportId, kind }, lock: { mode: 'pessimistic_write' } });
  }

  /** Writes it, new or over the one that is locked. */
  async put(manager: EntityManager, delivery: Delivery): Promise<void> {
    await manager.upsert(DeliveryEntity, delivery as DeliveryEntity, ['exportId', 'kind']);
  }

  async change(manager: EntityManager, { exportId, kind }: Id, change: DeliveryChange): Promise<void> {
    await manager.update(DeliveryEntity, { exportId, kind }, change);
  }

  /** The delivery, when its last progress event is longer than `intervalMs` ago; counts this one. */
  async progressDue(manager: EntityManager, { exportId, kind }: Id, intervalMs: number): Promise<Delivery | null> {
    const due: unknown[] = await manager.query(
      `with told as (
         update storage_router.deliveries set progressed_at = clock_timestamp()
         where export_id = $1 and kind = $2 and progressed_at < clock_timestamp() - $3 * interval '1 ms' returning 1)
       select * from told`,
      [exportId, kind, intervalMs],
    );
    return due.length > 0 ? manager.findOneBy(DeliveryEntity, { exportId, kind }) : null;
  }
}
