import type { Caller } from '@hub/annotation-store';
import { Failure } from '@hub/failures';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import type { Storage } from '../connections/storage.js';
import type { DestinationReport } from '../destination-check/destination-report.js';
import { ExportStoragesRepository } from '../persistence/export-storages.repository.js';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { CheckPlace } from './check-place.js';
import { ExportStorageAccess } from './export-storage-access.js';
import { toView, type ExportStorageView } from './export-storage-view.js';
import { assertComplete, assertFits, wished, type ExportStorageWish } from './export-storage-wish.js';
import { samePlace, type ExportStorage, type ExportStorageValues } from './export-storage.js';
import { storageOfOrganization } from './storage-of-organization.js';

/** Sets where a project exports to. What is switched on has passed the destination check just before. */
@Injectable()
export class ChangeExportStorage {
  constructor(
    private readonly access: ExportStorageAccess,
    private readonly settings: ExportStoragesRepository,
    private readonly storages: StoragesRepository,
    private readonly check: CheckPlace,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Throws Failure `not-found`, `forbidden`, `bad-request`, `conflict`, or `destination-unwritable` with the report in its details:
   * then nothing was saved.
   */
  async execute(caller: Caller, projectId: string, wish: ExportStorageWish): Promise<ExportStorageView> {
    const project = await this.access.project(caller, projectId);
    const kept = await this.settings.find(project.id);
    const values = wished(wish, kept);
    const storage = await storageOfOrganization(this.storages, caller, values.storageId);
    let report = kept && samePlace(kept, values) ? kept.lastCheck : null;
    if (values.enabled) {
      assertComplete(values, storage);
      report = await this.check.execute(project, values, storage);
      if (!report.ok) throw unwritable(values, report);
    } else {
      assertFits(values, storage);
    }
    const setting = await this.save(caller, project.id, values, report, storage);
    return toView(setting, storage, project);
  }

  private save(
    { userId, name, organizationId }: Caller,
    projectId: string,
    values: ExportStorageValues,
    lastCheck: DestinationReport | null,
    storage: Storage | null,
  ): Promise<ExportStorage> {
    const updatedBy = { userId, name };
    const setting = { ...values, projectId, organizationId, lastCheck, updatedAt: new Date(), updatedBy };
    return this.transactions.run(async ({ manager }) => {
      // it may have been deleted while it was checked
      if (storage && !(await this.storages.lock(manager, storage.id))) assertFits(values, null);
      await this.settings.save(manager, setting);
      return setting;
    });
  }
}

function unwritable({ bucket }: ExportStorageValues, report: DestinationReport): Failure {
  const flaw = report.steps.find(({ outcome }) => outcome === 'failed');
  return new Failure(
    'destination-unwritable',
    'user',
    `Exports cannot be delivered to the bucket '${bucket}'. ${flaw?.message ?? ''}`.trim(),
    { expected: flaw?.remedy?.text, details: { report } },
  );
}
