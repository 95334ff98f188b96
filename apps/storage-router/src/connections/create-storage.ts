import type { Caller } from '@hub/annotation-store';
import { conflict } from '@hub/failures';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { ExternalIdsRepository } from '../persistence/external-ids.repository.js';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { readConnection, type ConnectionInput, type Spelling } from './connection-input.js';
import { KeepConnection } from './keep-connection.js';
import { StorageAccess } from './storage-access.js';
import type { Storage } from './storage.js';

/** Lists are not paged in the public contract, so they have to end. */
export const maxStorages = 500;

export interface NewStorage {
  readonly name: string;
  readonly connection: ConnectionInput;
}

@Injectable()
export class CreateStorage {
  constructor(
    private readonly transactions: Transactions,
    private readonly storages: StoragesRepository,
    private readonly externalIds: ExternalIdsRepository,
    private readonly access: StorageAccess,
    private readonly keep: KeepConnection,
  ) {}

  /** Throws Failure `forbidden`, `bad-request`, `address-refused`, or `conflict` when there are too many. */
  execute(caller: Caller, { name, connection: input }: NewStorage, spelling: Spelling): Promise<Storage> {
    this.access.assertChanges(caller);
    const { organizationId, email } = caller;
    return this.transactions.run(async ({ manager }) => {
      const externalId = await this.externalIds.ofOrganization(manager, organizationId);
      const connection = readConnection(input, externalId, spelling);
      if ((await this.storages.count(manager, organizationId)) >= maxStorages)
        throw conflict(`An organization has at most ${maxStorages} storages. Delete those that are not used.`);
      const row = { id: newId(), organizationId };
      const now = new Date();
      const storage: Storage = {
        ...row,
        name,
        ...this.keep.pack(row, connection, spelling),
        createdAt: now,
        createdBy: email,
        updatedAt: now,
        updatedBy: email,
      };
      await this.storages.add(manager, storage);
      return storage;
    });
  }
}

/** 24 hex digits, the form of the public contract's ids. */
const newId = (): string => randomBytes(12).toString('hex');
