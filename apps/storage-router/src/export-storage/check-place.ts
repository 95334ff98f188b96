import { conflict } from '@hub/failures';
import { fixedFolder, renderPath } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { AwsRolePrincipal } from '../connections/aws-role-setup.js';
import { OpenStorage } from '../connections/open-storage.js';
import type { Storage } from '../connections/storage.js';
import { CheckDestination } from '../destination-check/check-destination.js';
import type { CheckedPlace } from '../destination-check/checked-place.js';
import type { DestinationReport } from '../destination-check/destination-report.js';
import { PublicOrigin } from '../links/issue-ticket.js';
import { exampleValues, type ExampleOf } from './example-key.js';
import type { ExportStorageValues } from './export-storage.js';

/** The destination check on the values of an Export Storage, in the folder an export of today would go to. */
@Injectable()
export class CheckPlace {
  private readonly running = new Set<string>();

  constructor(
    private readonly storages: OpenStorage,
    private readonly check: CheckDestination,
    private readonly origin: PublicOrigin,
    private readonly principal: AwsRolePrincipal,
  ) {}

  /** Throws Failure `conflict` while another check of the project runs: each makes a dozen calls to somebody's store. */
  async execute(project: ExampleOf, values: ExportStorageValues, storage: Storage): Promise<DestinationReport> {
    if (this.running.has(project.id)) throw conflict('A check of this project is running. Try again in a moment.');
    this.running.add(project.id);
    try {
      return await this.run(project, values, storage);
    } finally {
      this.running.delete(project.id);
    }
  }

  private run(project: ExampleOf, values: ExportStorageValues, storage: Storage): Promise<DestinationReport> {
    const folder = renderPath(values.path, exampleValues(project, new Date()));
    const { id: storageId, organizationId } = storage;
    return this.check.execute({
      place: this.placeOf(values, storage),
      folder,
      open: () => this.storages.bucket({ storageId, organizationId }, values.bucket, folder),
    });
  }

  private placeOf({ bucket, path }: ExportStorageValues, { name, kind, settings }: Storage): CheckedPlace {
    const { region, endpoint, roleArn, externalId, clientEmail } = settings;
    return {
      kind,
      storageName: name,
      bucket,
      folder: fixedFolder(path),
      origin: new URL(this.origin.url).origin,
      region,
      endpoint,
      roleArn,
      externalId,
      principal: this.principal.arn || undefined,
      clientEmail,
    };
  }
}
