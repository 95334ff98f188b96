import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { UploadEntity } from './upload.entity.js';

/** Longer than a call that is cut off may go on: parts that arrive after an abort would be kept by the store. */
const settledMs = 60_000;
const currentJob = `d.export_id || ':' || d.kind || case d.run when 1 then '' else ':' || d.run end`;

@Injectable()
export class UploadsRepository {
  constructor(private readonly database: DataSource) {}

  /** The sealed id of the job's upload; null when none was begun. */
  async find(jobId: string): Promise<string | null> {
    return (await this.database.manager.findOneBy(UploadEntity, { jobId }))?.sealedId ?? null;
  }

  /** The first one of a job counts. Returns its sealed id. */
  async add(manager: EntityManager, upload: Omit<UploadEntity, 'begunAt'>): Promise<string> {
    const { jobId, exportId, kind, organizationId, storageId, bucket, key, sealedId } = upload;
    const [row]: { sealed_id: string }[] = await manager.query(
      `with added as (
         insert into storage_router.uploads (job_id, export_id, kind, organization_id, storage_id, bucket, key, sealed_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (job_id) do update set job_id = excluded.job_id returning sealed_id)
       select * from added`,
      [jobId, exportId, kind, organizationId, storageId, bucket, key, sealedId],
    );
    return row?.sealed_id ?? sealedId;
  }

  /** It was completed or aborted. */
  async remove(manager: EntityManager, jobId: string): Promise<void> {
    await manager.delete(UploadEntity, { jobId });
  }

  /**
   * One that nobody goes on with, locked until the transaction ends: its job is over, and is not that of a failed
   * delivery, which for `keptMs` may be retried.
   */
  async abandoned(manager: EntityManager, keptMs: number): Promise<UploadEntity | null> {
    const [due]: { job_id: string }[] = await manager.query(
      `select job_id from storage_router.uploads u
       where coalesce(sweep_after, '-infinity') <= now()
         and not exists (select from storage_router.jobs j where j.id = u.job_id
           and (j.ended_at is null or j.ended_at > now() - ${settledMs} * interval '1 millisecond'))
         and not exists (select from storage_router.deliveries d
           where d.export_id = u.export_id and d.kind = u.kind and ${currentJob} = u.job_id
             and d.state = 'failed' and d.ended_at > now() - $1 * interval '1 millisecond')
       order by begun_at limit 1 for update skip locked`,
      [keptMs],
    );
    return due ? manager.findOneBy(UploadEntity, { jobId: due.job_id }) : null;
  }

  /** It could not be aborted: others come first, and this one again after an hour. After a month nobody asks any more. */
  async postpone(manager: EntityManager, jobId: string): Promise<void> {
    await manager.query(`update storage_router.uploads set sweep_after = now() + interval '1 hour' where job_id = $1`, [
      jobId,
    ]);
    await manager.query(
      `delete from storage_router.uploads where job_id = $1 and begun_at < now() - interval '30 days'`,
      [jobId],
    );
  }
}
