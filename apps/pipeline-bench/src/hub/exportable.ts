import type { AnnotationStore } from '@hub/annotation-store';
import type { DataSet } from '../data/data-sets.js';
import type { Exportable } from './bench-hub.js';

const email = 'bench@example.org';

/** Makes the bench's person an owner of the data set's organization, with a new key. */
export async function exportable({ accounts }: AnnotationStore, data: DataSet): Promise<Exportable> {
  const userId = (await accounts.userIdByEmail(email)) ?? (await accounts.createUser({ email, name: 'Bench' }));
  await accounts.setOrganizationRole(data.organizationId, userId, 'owner');
  const { key } = await accounts.createApiKey(data.organizationId, userId, 'bench');
  return { ...data, apiKey: key };
}
