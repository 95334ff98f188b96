import { temporaryGcsBucket } from '@hub/object-storage/testing';
import { KeptChunks } from '@hub/testing';
import type { CellStore } from './cell-store.js';
import { googleRefusal } from './gcs-troubles.js';

/** The server that GCS_ENDPOINT names. */
export const gcsStore = (environment: NodeJS.ProcessEnv): CellStore => ({
  endpoint: environment['GCS_ENDPOINT'] ?? '',
  gaps: { keptChunks: new KeptChunks() },
  settings: (endpoint) => ({ CUSTOMERS_GCS_ENDPOINT: endpoint }),
  async makeBucket() {
    const { name, bucket, settings, remove } = await temporaryGcsBucket(environment);
    const { clientEmail, privateKey } = settings;
    return { name, bucket, connection: { kind: 'gcs-service-account', clientEmail, privateKey }, remove };
  },
  callsOf: (bucket) => new RegExp(`^/(upload/)?(resumable/)?(storage/v1/)?b/${bucket}(/|$)`),
  lastCall: 'UploadLastChunk',
  refusal: googleRefusal,
});
