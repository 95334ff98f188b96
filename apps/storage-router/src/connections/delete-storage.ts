import type { Caller } from '@hub/annotation-store';
import { conflict } from '@hub/failures';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { StorageUses } from '../persistence/storage-uses.js';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { missingStorage, StorageAccess } from './storage-access.js';
import type { Storage } from './storage.js';

/** Forgets a storage and its secrets. What lies in its buckets stays there; links to it end. */
@Injectable()
export class DeleteStorage {
  constructor(
    private readonly transactions: Transactions,
    private readonly storages: StoragesRepository,
    private readonly uses: StorageUses,
    private readonly access: StorageAccess,
  ) {}

  /** Throws Failure `not-found`, `forbidden`, or `conflict` while projects export to it or deliveries run. */
  async execute(caller: Caller, id: string): Promise<Storage> {
    await this.access.toChange(caller, id);
    return this.transactions.run(async ({ manager }) => {
      const storage = await this.storages.lock(manager, id);
      if (!storage) throw missingStorage(id);
      const projects = await this.uses.projects(manager, id, storage.organizationId);
      if (projects.length > 0)
        throw conflict(
          `Projects export to this storage: ${projects.join(', ')}. Choose another Export Storage there, or turn it off.`,
          { field: 'id', value: id },
        );
      const running = await this.uses.runningDeliveries(manager, id);
      if (running > 0)
        throw conflict(
          `${running === 1 ? 'A file is' : `${running} files are`} being delivered to this storage. Wait, or cancel the exports.`,
          { field: 'id', value: id },
        );
      await this.storages.remove(manager, id);
      return storage;
    });
  }
}
