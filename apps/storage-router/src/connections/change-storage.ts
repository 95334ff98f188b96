import type { Caller } from '@hub/annotation-store';
import { Transactions } from '@hub/outbox';
import type { Connection } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { ExternalIdsRepository } from '../persistence/external-ids.repository.js';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { changeConnection, readConnection, type ConnectionInput, type Spelling } from './connection-input.js';
import { KeepConnection } from './keep-connection.js';
import { missingStorage, StorageAccess } from './storage-access.js';
import type { Storage } from './storage.js';

export interface StorageWish {
  readonly name?: string;
  /** Fields to change; secrets that are not given stay as they are. */
  readonly connection?: ConnectionInput;
}

/** Renames a storage, changes how it is reached, gives it new keys. Deliveries use the new ones from their next call on. */
@Injectable()
export class ChangeStorage {
  constructor(
    private readonly transactions: Transactions,
    private readonly storages: StoragesRepository,
    private readonly externalIds: ExternalIdsRepository,
    private readonly access: StorageAccess,
    private readonly keep: KeepConnection,
  ) {}

  /** Throws Failure `not-found`, `forbidden`, `bad-request` or `address-refused`. */
  async execute(caller: Caller, id: string, wish: StorageWish, spelling: Spelling): Promise<Storage> {
    await this.access.toChange(caller, id);
    return this.transactions.run(async ({ manager }) => {
      const storage = await this.storages.lock(manager, id);
      if (!storage) throw missingStorage(id);
      const change = {
        ...(wish.name !== undefined && { name: wish.name }),
        ...(wish.connection && {
          ...this.keep.pack(
            storage,
            this.changed(
              storage,
              wish.connection,
              await this.externalIds.ofOrganization(manager, storage.organizationId),
              spelling,
            ),
            spelling,
          ),
        }),
        updatedAt: later(storage.updatedAt),
        updatedBy: caller.email,
      };
      await this.storages.change(manager, id, change);
      return { ...storage, ...change };
    });
  }

  private changed(storage: Storage, input: ConnectionInput, externalId: string, spelling: Spelling): Connection {
    let current: Connection;
    try {
      current = this.keep.unpack(storage);
    } catch (error) {
      // its secrets are lost: a whole connection replaces it
      if (input['kind'] === undefined) throw error;
      return readConnection(input, externalId, spelling);
    }
    return changeConnection(current, input, externalId, spelling);
  }
}

/** Open clients are known by this time: it differs after every change, however fast they come. */
const later = (before: Date): Date => new Date(Math.max(Date.now(), before.getTime() + 1));
