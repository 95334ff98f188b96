import type { Caller } from '@hub/annotation-store';
import { Injectable } from '@nestjs/common';
import type { DestinationReport } from '../destination-check/destination-report.js';
import { Transactions } from '@hub/outbox';
import { ExportStoragesRepository } from '../persistence/export-storages.repository.js';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { CheckPlace } from './check-place.js';
import { ExportStorageAccess } from './export-storage-access.js';
import { assertComplete, wished, type ExportStorageWish } from './export-storage-wish.js';
import { storageOfOrganization } from './storage-of-organization.js';

/** The destination check on demand, of what is saved or of what somebody is about to save. */
@Injectable()
export class CheckExportStorage {
  constructor(
    private readonly access: ExportStorageAccess,
    private readonly settings: ExportStoragesRepository,
    private readonly storages: StoragesRepository,
    private readonly check: CheckPlace,
    private readonly transactions: Transactions,
  ) {}

  /** Throws Failure `not-found`, `forbidden`, `bad-request`, or `conflict` while another check runs. */
  async execute(caller: Caller, projectId: string, wish: ExportStorageWish): Promise<DestinationReport> {
    const project = await this.access.project(caller, projectId);
    const values = wished(wish, await this.settings.find(project.id));
    const storage = await storageOfOrganization(this.storages, caller, values.storageId);
    assertComplete(values, storage);
    const report = await this.check.execute(project, values, storage);
    await this.transactions.run(({ manager }) => this.settings.noteCheck(manager, project.id, values, report));
    return report;
  }
}
