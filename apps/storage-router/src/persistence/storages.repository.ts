import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Storage } from '../connections/storage.js';
import { StorageEntity } from './storage.entity.js';

export type StorageChange = Partial<
  Pick<Storage, 'name' | 'kind' | 'settings' | 'sealedConnection' | 'updatedAt' | 'updatedBy'>
>;

@Injectable()
export class StoragesRepository {
  constructor(private readonly database: DataSource) {}

  /** Null when there is none. A text with NUL is no id, and Postgres would not take it. */
  async find(id: string): Promise<Storage | null> {
    return id.includes('\0') ? null : this.database.manager.findOneBy(StorageEntity, { id });
  }

  /** Newest first. An organization has at most `maxStorages`. */
  ofOrganization(organizationId: string): Promise<Storage[]> {
    return this.database.manager.find(StorageEntity, {
      where: { organizationId },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
  }

  count(manager: EntityManager, organizationId: string): Promise<number> {
    return manager.countBy(StorageEntity, { organizationId });
  }

  /** Held until the transaction ends. */
  lock(manager: EntityManager, id: string): Promise<Storage | null> {
    return manager.findOne(StorageEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async add(manager: EntityManager, storage: Storage): Promise<void> {
    await manager.insert(StorageEntity, storage);
  }

  async change(manager: EntityManager, id: string, change: StorageChange): Promise<void> {
    await manager.update(StorageEntity, { id }, change);
  }

  async remove(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(StorageEntity, { id });
  }
}
