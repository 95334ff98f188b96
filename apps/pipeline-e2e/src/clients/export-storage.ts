import { z } from 'zod';
import type { HubClient } from './hub-client.js';

const createdSchema = z.object({ data: z.object({ storage: z.looseObject({ _id: z.string() }) }) });
const viewSchema = z.object({
  enabled: z.boolean(),
  lastCheck: z.object({ ok: z.boolean(), steps: z.array(z.looseObject({ step: z.string() })) }).nullable(),
});
export interface ExportStorageWish {
  readonly enabled: boolean;
  readonly storageId?: string;
  readonly bucket?: string;
  readonly path?: string;
}

/** Connects a storage through the public contract; resolves with its id. */
export async function connectStorage(client: HubClient, storage: object): Promise<string> {
  return createdSchema.parse(await client.json('POST', '/v2/storages', storage)).data.storage._id;
}

/** Says where the project's exports go from now on. Throws when the check does not pass. */
export async function setExportStorage(
  client: HubClient,
  projectId: string,
  wish: ExportStorageWish,
): Promise<z.output<typeof viewSchema>> {
  return viewSchema.parse(await client.json('PUT', `/api/projects/${projectId}/export-storage`, wish));
}
