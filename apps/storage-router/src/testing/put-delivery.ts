import { randomUUID } from 'node:crypto';
import type { Delivery, Location } from '../deliver/delivery.js';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { Transactions } from '@hub/outbox';
import type { RouterBench } from './router-bench.js';

type Put = Pick<Delivery, 'key' | 'state'> & Partial<Pick<Delivery, 'storageId' | 'bucket'>>;

/** A delivery that ended just now, as a row only: what lies at its place is the spec's. */
export async function putDelivery(
  bench: RouterBench,
  { key, state, storageId = null, bucket = 'exports' }: Put,
): Promise<Location & { exportId: string }> {
  const now = new Date();
  const exportId = randomUUID();
  const archive = {
    descriptor: { key: `exports/${exportId}/build/descriptor.json`, bytes: 1 },
    fileName: 'a.zip',
    bytes: 3,
    reconciliation: { selected: 1, exported: 1, quarantined: 0, empty: 0 },
    annotations: 1,
  };
  const context = { exportId, attempt: 1, organizationId: 'o1', projectId: 'p1', projectName: 'Street scenes' };
  const delivery: Delivery = {
    exportId,
    kind: 'original',
    state,
    attempt: 1,
    run: 1,
    restarts: 0,
    request: { ...context, format: 'json', converter: null, archive, kind: 'original' },
    fileName: 'a.zip',
    storageId,
    bucket,
    key,
    bytes: 3,
    sha256: 'ab'.repeat(32),
    startedAt: now,
    progressedAt: now,
    marks: [],
    endedAt: now,
    clearedAt: null,
  };
  await bench.get(Transactions).run(({ manager }) => bench.get(DeliveriesRepository).put(manager, delivery));
  return { exportId, storageId, bucket, key };
}
