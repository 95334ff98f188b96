import { asFailure } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';
import type { CheckedPlace } from '../checked-place.js';
import type { Cure } from '../cure.js';
import { diagnose } from '../diagnosis.js';
import type { ProbeKeys } from '../probe.js';

/** Whatever else the store says, it was reached; the next steps find out more. */
const unreached: readonly Cure[] = [
  'address',
  'host-name',
  'network',
  'certificate',
  'clock',
  'credentials',
  'role',
  'operator',
  'region',
  'bucket',
];

/** Opens the storage and asks it something harmless. Throws what keeps us from talking to the store at all. */
export async function reachStore(open: () => Promise<Bucket>, keys: ProbeKeys, place: CheckedPlace): Promise<Bucket> {
  const bucket = await open();
  try {
    await bucket.head(keys.absent);
  } catch (error) {
    if (unreached.includes(diagnose(asFailure(error), place).cure)) throw error;
  }
  return bucket;
}
