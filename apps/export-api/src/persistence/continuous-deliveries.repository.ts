import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ContinuousDelivery } from '../continuous/continuous-delivery.js';
import { ContinuousDeliveryEntity } from './continuous-delivery.entity.js';

export type DeliveryChange = Partial<Omit<ContinuousDelivery, 'projectId' | 'version' | 'updatedAt'>>;

/** What looks at a delivery and dies leaves it to others after so long. */
const lookSeconds = 60;

/** Times are the database's: several processes look. */
@Injectable()
export class ContinuousDeliveriesRepository {
  constructor(private readonly database: DataSource) {}

  find(projectId: string): Promise<ContinuousDelivery | null> {
    return this.database.manager.findOneBy(ContinuousDeliveryEntity, { projectId });
  }

  async now(manager: EntityManager = this.database.manager): Promise<Date> {
    const [row] = await manager.query<{ now: Date }[]>('select clock_timestamp() as now');
    return row!.now;
  }

  /** The delivery that waits longest to be looked at; for a while nobody else gets it. Null: none is due. */
  async claim(manager: EntityManager): Promise<ContinuousDelivery | null> {
    const [claimed] = await manager.query<{ id: string }[]>(
      `with claimed as (
         update export_api.continuous_deliveries set look_at = clock_timestamp() + make_interval(secs => ${lookSeconds})
         where project_id = (
           select project_id from export_api.continuous_deliveries where look_at <= clock_timestamp()
           order by look_at limit 1 for update skip locked)
         returning project_id)
       select project_id as id from claimed`,
    );
    return claimed ? manager.findOneBy(ContinuousDeliveryEntity, { projectId: claimed.id }) : null;
  }

  /** Milliseconds until one is due; null when none will be. */
  async untilNext(): Promise<number | null> {
    const [row] = await this.database.query<{ ms: number | null }[]>(
      `select (extract(epoch from min(look_at) - clock_timestamp()) * 1000)::float8 as ms from export_api.continuous_deliveries`,
    );
    return row?.ms == null ? null : Math.max(0, row.ms);
  }

  /** Locks it for its change; whoever changes both locks it before an export. */
  lock(manager: EntityManager, projectId: string): Promise<ContinuousDelivery | null> {
    return manager.findOne(ContinuousDeliveryEntity, { where: { projectId }, lock: { mode: 'pessimistic_write' } });
  }

  /** The same, when nothing was changed since it was read; null: something was. */
  async lockUnchanged(
    manager: EntityManager,
    read: Pick<ContinuousDelivery, 'projectId' | 'id' | 'version'>,
  ): Promise<ContinuousDelivery | null> {
    const found = await this.lock(manager, read.projectId);
    return found?.id === read.id && found.version === read.version ? found : null;
  }

  /** False when the project has one already. */
  async add(manager: EntityManager, added: ContinuousDelivery): Promise<boolean> {
    const values = added as ContinuousDeliveryEntity;
    const insert = manager.createQueryBuilder().insert().into(ContinuousDeliveryEntity).values(values);
    const { raw } = await insert.orIgnore().returning(['id']).execute();
    return (raw as unknown[]).length > 0;
  }

  /** Of a locked one. */
  async save(manager: EntityManager, current: ContinuousDelivery, change: DeliveryChange): Promise<ContinuousDelivery> {
    const news = { ...change, version: current.version + 1, updatedAt: await this.now(manager) };
    await manager.update(
      ContinuousDeliveryEntity,
      { projectId: current.projectId },
      news as Partial<ContinuousDeliveryEntity>,
    );
    return { ...current, ...news };
  }

  /** Of a locked one. */
  async remove(manager: EntityManager, { projectId }: ContinuousDelivery): Promise<void> {
    await manager.delete(ContinuousDeliveryEntity, { projectId });
  }

  /** The export of a batch ended: somebody looks at once. Changes nothing that is decided upon. */
  async lookAfter(manager: EntityManager, exportId: string): Promise<void> {
    await manager.query(
      `update export_api.continuous_deliveries set look_at = clock_timestamp()
       where batch_export_id = $1 and under_way`,
      [exportId],
    );
  }

  /** Nothing was due: when to look again. Not when somebody else has had a reason to look earlier, or to pause. */
  async lookAgain(manager: EntityManager, looked: ContinuousDelivery, at: Date): Promise<void> {
    await manager.query(
      `update export_api.continuous_deliveries set look_at = $3
       where project_id = $1 and version = $2 and look_at > clock_timestamp()`,
      [looked.projectId, looked.version, at],
    );
  }
}
