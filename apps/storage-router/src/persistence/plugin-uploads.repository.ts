import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PluginUpload, UploadedFile } from '../uploads/plugin-upload.js';

type Row = Omit<PluginUpload, 'file'> & {
  readonly [field in keyof UploadedFile]: UploadedFile[field] | null;
};

const columns = `id, organization_id as "organizationId", project_id as "projectId", type, session_id as "sessionId",
  user_id as "userId", file_name as "fileName", key, bytes::float8 as bytes, crc32::float8 as crc32,
  crc32c::float8 as crc32c, sha256`;

/** Places of files. Each statement stands for itself. */
@Injectable()
export class PluginUploadsRepository {
  constructor(private readonly database: DataSource) {}

  async add(tokenHash: string, upload: Omit<PluginUpload, 'file'>): Promise<void> {
    const { id, organizationId, projectId, type, sessionId, userId, fileName } = upload;
    await this.database.query(
      `insert into storage_router.plugin_uploads
         (id, token_hash, organization_id, project_id, type, session_id, user_id, file_name)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, tokenHash, organizationId, projectId, type, sessionId, userId, fileName],
    );
  }

  async find(tokenHash: string): Promise<PluginUpload | null> {
    const [row] = await this.database.query<Row[]>(
      `select ${columns} from storage_router.plugin_uploads where token_hash = $1`,
      [tokenHash],
    );
    return row ? uploadOf(row) : null;
  }

  /** The file that counts: the first that was complete. Null when the upload is not there any more. */
  async complete(id: string, { key, bytes, crc32, crc32c, sha256 }: UploadedFile): Promise<UploadedFile | null> {
    await this.database.query(
      `update storage_router.plugin_uploads
         set state = 'uploaded', key = $2, bytes = $3, crc32 = $4, crc32c = $5, sha256 = $6, uploaded_at = now()
       where id = $1 and state = 'open'`,
      [id, key, bytes, crc32, crc32c, sha256],
    );
    const [row] = await this.database.query<Row[]>(
      `select ${columns} from storage_router.plugin_uploads where id = $1`,
      [id],
    );
    return row ? uploadOf(row).file : null;
  }

  /** A result that had its time, or a place that stayed empty: locked until the transaction ends. */
  async due(manager: EntityManager, keptMs: number): Promise<PluginUpload | null> {
    const [row] = await manager.query<Row[]>(
      `select ${columns} from storage_router.plugin_uploads
       where (type = 'exports' or state = 'open') and coalesce(sweep_after, '-infinity') <= now()
         and created_at < now() - $1::float8 * interval '1 millisecond'
       order by created_at limit 1 for update skip locked`,
      [keptMs],
    );
    return row ? uploadOf(row) : null;
  }

  async remove(manager: EntityManager, id: string): Promise<void> {
    await manager.query('delete from storage_router.plugin_uploads where id = $1', [id]);
  }

  /** Clearing it did not work: others come first, and this one again after an hour. */
  async postpone(manager: EntityManager, id: string): Promise<void> {
    await manager.query(
      `update storage_router.plugin_uploads set sweep_after = now() + interval '1 hour' where id = $1`,
      [id],
    );
  }
}

function uploadOf({ key, bytes, crc32, crc32c, sha256, ...upload }: Row): PluginUpload {
  if (key === null || bytes === null || crc32 === null || crc32c === null || sha256 === null)
    return { ...upload, file: null };
  return { ...upload, file: { key, bytes, crc32, crc32c, sha256 } };
}
