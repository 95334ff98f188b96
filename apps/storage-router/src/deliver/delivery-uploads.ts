import { Failure } from '@hub/failures';
import { Transactions, type Tx } from '@hub/outbox';
import { Inject, Injectable } from '@nestjs/common';
import { UploadsRepository } from '../persistence/uploads.repository.js';
import { SEALER, type Sealer } from '@hub/sealing';
import type { DeliveryContext } from './delivery-job.js';

export interface UploadCalls {
  begin(): Promise<string>;
  abort(uploadId: string): Promise<void>;
}

/** Whose secret a sealed upload id is. */
export const uploadAad = (jobId: string): string => `uploads/${jobId}`;

/** The unfinished uploads of deliveries: each job has one. Their ids are kept sealed, because some are bearer secrets. */
@Injectable()
export class DeliveryUploads {
  constructor(
    private readonly transactions: Transactions,
    private readonly uploads: UploadsRepository,
    @Inject(SEALER) private readonly sealer: Sealer,
  ) {}

  /** The id of the job's upload; null when none was begun. Throws Failure `upload-missing` when it does not open any more. */
  async find(jobId: string): Promise<string | null> {
    const sealed = await this.uploads.find(jobId);
    return sealed === null ? null : this.open(jobId, sealed);
  }

  /** Begins it, unless it was begun, and records it before its first byte. When two workers do, the first one's counts. */
  async begin(jobId: string, context: DeliveryContext, calls: UploadCalls): Promise<string> {
    const begun = await this.find(jobId);
    if (begun !== null) return begun;
    const uploadId = await calls.begin();
    const { exportId, kind, organizationId = null, storageId, bucket, key } = context;
    const sealedId = this.sealer.seal(uploadId, uploadAad(jobId));
    const upload = { jobId, exportId, kind, organizationId, storageId, bucket, key, sealedId };
    const recorded = this.open(jobId, await this.transactions.run((tx) => this.uploads.add(tx.manager, upload)));
    // should this fail, it is found by listing, or the store forgets it
    if (recorded !== uploadId) await calls.abort(uploadId).catch(() => undefined);
    return recorded;
  }

  /** In the transaction that says that it was completed. */
  ended(tx: Tx, jobId: string): Promise<void> {
    return this.uploads.remove(tx.manager, jobId);
  }

  open(jobId: string, sealed: string): string {
    try {
      return this.sealer.open(sealed, uploadAad(jobId));
    } catch (cause) {
      throw new Failure('upload-missing', 'destination', 'The id of the upload cannot be opened any more', { cause });
    }
  }
}
