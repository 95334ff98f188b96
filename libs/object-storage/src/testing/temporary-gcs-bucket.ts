import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { GcsSettings } from '../gcs/gcs-settings.js';
import { openGcsBucket } from '../gcs/open-gcs-bucket.js';
import type { Bucket } from '../object-storage.js';

export interface TemporaryGcsBucket {
  readonly name: string;
  readonly bucket: Bucket;
  readonly settings: GcsSettings;
  /** Empties and removes it. */
  remove(): Promise<void>;
}

/** A service account that nobody knows: stand-ins for Google ask for no token, and links are signed with its key. */
export function strangeServiceAccount(): Pick<GcsSettings, 'clientEmail' | 'privateKey'> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clientEmail: 'exports@test-project.iam.gserviceaccount.com',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** A bucket of its own in the server that GCS_ENDPOINT names. */
export async function temporaryGcsBucket(environment: NodeJS.ProcessEnv): Promise<TemporaryGcsBucket> {
  const endpoint = environment['GCS_ENDPOINT'];
  if (!endpoint) throw new Error('GCS_ENDPOINT is not set: start a server (see docs) or leave HUB_SERVERS unset');
  const name = `test-${randomBytes(8).toString('hex')}`;
  await administer(`${endpoint}/storage/v1/b?project=test`, 'POST', JSON.stringify({ name }));
  const settings: GcsSettings = { ...strangeServiceAccount(), endpoint };
  const bucket = openGcsBucket(settings, name);
  const remove = async (): Promise<void> => {
    for await (const object of bucket.list('')) await bucket.delete(object.key);
    await administer(`${endpoint}/storage/v1/b/${name}`, 'DELETE');
  };
  return { name, bucket, settings, remove };
}

async function administer(url: string, method: string, body?: string): Promise<void> {
  const answer = await fetch(url, { method, body, headers: { 'content-type': 'application/json' } });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
}
