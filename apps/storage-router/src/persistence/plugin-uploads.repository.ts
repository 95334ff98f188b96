import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PluginUploadEntity } from './plugin-upload.entity.js';

export type NewUpload = Pick<
  PluginUploadEntity,
  'tokenHash' | 'organizationId' | 'projectId' | 'type' | 'sessionId' | 'fileName'
>;
export interface StoredUpload {
  readonly key: string;
  readonly bytes: number;
  readonly crc32: number;
  readonly crc32c: number;
  readonly sha256: string;
}

@Injectable()
export class PluginUploadsRepository {
  constructor(private readonly database: DataSource) {}

  async add(upload: NewUpload): Promise<void> {
    await this.database.manager.insert(PluginUploadEntity, upload);
  }

  find(tokenHash: string): Promise<PluginUploadEntity | null> {
    return this.database.manager.findOneBy(PluginUploadEntity, { tokenHash });
  }

  /** What came last counts. Returns the key of what it replaces. */
  async stored(tokenHash: string, stored: StoredUpload): Promise<string | null> {
    return this.database.transaction(async (manager) => {
      const before = await manager.findOne(PluginUploadEntity, {
        where: { tokenHash },
        lock: { mode: 'pessimistic_write' },
      });
      await manager.update(PluginUploadEntity, { tokenHash }, stored);
      return before?.key ?? null;
    });
  }

  /** Results that are older than so many ms, at most 100: their keys. The rows go. */
  async forgetOld(keptMs: number): Promise<string[]> {
    const [rows] = await this.database.query<[{ key: string | null }[], number]>(
      `delete from storage_router.plugin_uploads where token_hash in (
         select token_hash from storage_router.plugin_uploads
         where type = 'exports' and created_at < now() - $1 * interval '1 ms' limit 100 for update skip locked)
       returning key`,
      [keptMs],
    );
    return rows.flatMap(({ key }) => key ?? []);
  }
}
