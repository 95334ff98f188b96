import { serviceDatabase } from '@hub/outbox';
import { EnvelopeSealer, type KeyRing } from '@hub/sealing';
import { RewrapSecrets, type Rewrapped } from '../sealing/rewrap-secrets.js';
import { routerDatabase } from './router-database.js';
import { SealedSecrets } from './sealed-secrets.js';

/** Brings every secret in this database under the first key of the ring. */
export async function rewrapAll(databaseUrl: string, ring: KeyRing): Promise<Rewrapped[]> {
  const database = await serviceDatabase({ ...routerDatabase(databaseUrl), poolSize: 1 }).initialize();
  try {
    return await new RewrapSecrets(new SealedSecrets(database), new EnvelopeSealer(ring), ring.sealing.id).execute();
  } finally {
    await database.destroy();
  }
}
