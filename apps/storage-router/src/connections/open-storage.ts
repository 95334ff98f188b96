import { openConnection, type Bucket, type ConnectionOptions } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { KeepConnection } from './keep-connection.js';
import { Recent } from './recent.js';
import { missingStorage } from './storage-access.js';

/** What the installation adds to every customer's connection. */
export class OutboundOptions {
  constructor(readonly value: Omit<ConnectionOptions, 'prefix'>) {}
}

/** Open clients that are kept: each holds a few sockets, and of assumed roles a session. */
const mostOpen = 100;

/** The only way to a customer's bucket. */
@Injectable()
export class OpenStorage {
  private readonly open = new Recent<Bucket>(mostOpen);

  constructor(
    private readonly storages: StoragesRepository,
    private readonly keep: KeepConnection,
    private readonly outbound: OutboundOptions,
  ) {}

  /**
   * The row is read each time, so that new keys are used from the next call on. `prefix` is the folder we work in, without
   * slashes at its ends. Throws Failure `not-found` (no such storage, or not of this organization), `seal-broken`,
   * `seal-key-unknown`, and those of `openConnection`.
   */
  async bucket(
    { storageId, organizationId }: { readonly storageId: string; readonly organizationId?: string },
    bucketName: string,
    prefix?: string,
  ): Promise<Bucket> {
    const storage = await this.storages.find(storageId);
    if (!storage || (organizationId !== undefined && storage.organizationId !== organizationId))
      throw missingStorage(storageId, 'storageId');
    const key = JSON.stringify([storageId, storage.updatedAt.toISOString(), bucketName, prefix]);
    return this.open.get(key, () =>
      openConnection(this.keep.unpack(storage), bucketName, { ...this.outbound.value, prefix }),
    );
  }
}
