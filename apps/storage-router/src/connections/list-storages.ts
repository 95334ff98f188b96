import type { Caller } from '@hub/annotation-store';
import { Injectable } from '@nestjs/common';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { StorageAccess } from './storage-access.js';
import type { Storage } from './storage.js';

@Injectable()
export class ListStorages {
  constructor(
    private readonly storages: StoragesRepository,
    private readonly access: StorageAccess,
  ) {}

  /** All of them, newest first. Throws Failure `forbidden`. */
  execute(caller: Caller): Promise<Storage[]> {
    this.access.assertSees(caller);
    return this.storages.ofOrganization(caller.organizationId);
  }
}
