import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DeliveryState, Location } from '../deliver/delivery.js';
import { RetentionSettings } from '../retention/retention-settings.js';

const here = `coalesce(storage_id, '') = coalesce($1, '') and bucket = $2 and key = $3`;

/** How long retention leaves delivered objects, by the clock of the database. Those in customers' buckets are theirs. */
@Injectable()
export class ArtifactTimes {
  constructor(
    private readonly database: DataSource,
    private readonly settings: RetentionSettings,
  ) {}

  async of({ storageId, bucket, key }: Location): Promise<{ state: DeliveryState | null; secondsLeft: number | null }> {
    const [found] = await this.database.query<{ state: DeliveryState; secondsLeft: number | null }[]>(
      `select state, case when storage_id is null and $4::float8 > 0 then
         extract(epoch from greatest(ended_at, promised_at) + $4::float8 * interval '1 millisecond' - now())::float8
       end as "secondsLeft" from storage_router.deliveries where ${here}`,
      [storageId, bucket, key, this.settings.artifactMs],
    );
    return found ?? { state: null, secondsLeft: null };
  }

  /** The object became the file of an export that shares it: its time begins anew. */
  async promise(manager: EntityManager, { storageId, bucket, key }: Location): Promise<void> {
    await manager.query(
      `update storage_router.deliveries set promised_at = greatest(promised_at, now()) where ${here} and state = 'delivered'`,
      [storageId, bucket, key],
    );
  }
}
