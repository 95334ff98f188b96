import type { Caller } from '@hub/annotation-store';
import { forbidden, notFound } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import { StoragesRepository } from '../persistence/storages.repository.js';
import type { Storage } from './storage.js';

export const mayChangeStorages = (caller: Caller): boolean => caller.organizationRole !== 'member';
export const maySeeStorages = (caller: Caller): boolean =>
  mayChangeStorages(caller) || Object.values(caller.projectRoles).includes('Manager');

/**
 * Owners and admins of the organization change its storages, managers of any of its projects see them. For people of
 * other organizations they do not exist.
 */
@Injectable()
export class StorageAccess {
  constructor(private readonly storages: StoragesRepository) {}

  /** Throws Failure `not-found` or `forbidden`. */
  async toSee(caller: Caller, id: string): Promise<Storage> {
    const storage = await this.find(caller, id);
    this.assertSees(caller);
    return storage;
  }

  /** Throws Failure `not-found` or `forbidden`. */
  async toChange(caller: Caller, id: string): Promise<Storage> {
    const storage = await this.find(caller, id);
    this.assertChanges(caller);
    return storage;
  }

  /** Throws Failure `forbidden`. */
  assertSees(caller: Caller): void {
    if (!maySeeStorages(caller))
      throw forbidden('Only owners and admins of the organization and managers of its projects may see its storages.');
  }

  /** Throws Failure `forbidden`. */
  assertChanges(caller: Caller): void {
    if (!mayChangeStorages(caller))
      throw forbidden('Only owners and admins of the organization may change its storages.');
  }

  private async find({ organizationId }: Caller, id: string): Promise<Storage> {
    const storage = await this.storages.find(id);
    if (storage?.organizationId === organizationId) return storage;
    throw missingStorage(id);
  }
}

export const missingStorage = (id: string, field = 'id'): Error =>
  notFound(`There is no storage '${id.slice(0, 100)}'.`, {
    field,
    value: id,
    expected: 'the id of a storage of your organization',
  });
