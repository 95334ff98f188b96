import type { Caller } from '@hub/annotation-store';
import type { Storage } from '../connections/storage.js';
import type { StoragesRepository } from '../persistence/storages.repository.js';

/** Null where there is none, or it is another organization's. */
export async function storageOfOrganization(
  storages: StoragesRepository,
  { organizationId }: Pick<Caller, 'organizationId'>,
  id: string | null,
): Promise<Storage | null> {
  if (id === null || id.length > 200 || id.includes('\0')) return null;
  const storage = await storages.find(id);
  return storage?.organizationId === organizationId ? storage : null;
}
