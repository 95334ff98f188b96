import type { Location } from './delivery.js';

type Place = Pick<Location, 'storageId' | 'bucket' | 'key'>;

const again = 'Then retry the export: what was built is kept, only the delivery is done again.';
const settings = 'Settings → Export Storage';

/** What to do about a failure of this code, in one or two sentences. */
const remedies: Readonly<Record<string, (place: Place) => string>> = {
  'access-denied': ({ bucket, key }) =>
    `Allow the storage's key or role to write and read '${folderOf(key)}' in the bucket '${bucket}' (S3: s3:PutObject, s3:GetObject, s3:AbortMultipartUpload; Google: roles/storage.objectUser), or give the storage another key. The check in ${settings} says which permission is missing.`,
  'bucket-missing': ({ bucket }) =>
    `Create the bucket '${bucket}' in the region of the storage, or choose another one in ${settings}.`,
  'wrong-region': ({ bucket }) => `Set the region of the storage to that of the bucket '${bucket}'.`,
  'store-full': ({ bucket }) => `Make room in the bucket '${bucket}', or raise its quota.`,
  'store-refused': ({ bucket, key }) =>
    `Run the check in ${settings}: it tries each call under '${folderOf(key)}' in the bucket '${bucket}' and says which one is refused.`,
  'address-refused': () =>
    `Give the storage an endpoint on a public address; the operator of the Hub can allow others (OUTBOUND_ALLOW).`,
  'not-found': () => `The storage was removed: choose another one in ${settings}.`,
  'seal-broken': () => 'Enter the credentials of the storage again.',
  'seal-key-unknown': () => 'The operator of the Hub has to put the missing key back into STORAGE_KEYS.',
  'object-differs': ({ bucket, key }) =>
    `Somebody else's files have every name that this one could get beside '${key}' in the bucket '${bucket}': choose another path in ${settings}.`,
  'object-vanished': ({ bucket, key }) =>
    `Look for what deletes new files in the bucket '${bucket}' at '${key}': a lifecycle rule, or another program.`,
  'clock-skewed': () => `The operator of the Hub has to set the clock of its machine, or the store's is wrong.`,
  'store-throttled': ({ bucket }) => `The bucket '${bucket}' is asked for too much, by us or by others: wait a while.`,
  'store-unavailable': ({ bucket }) => `Wait until the store of the bucket '${bucket}' answers again.`,
  'upload-lost': ({ bucket }) =>
    `See whether something aborts unfinished uploads in the bucket '${bucket}' too early: a lifecycle rule, or another program.`,
};

/** What somebody can do about a failed delivery; undefined where nobody can do anything. */
export function remedyOf(code: string, place: Place): string | undefined {
  // ours: its owner reads the logs
  if (place.storageId === null) return undefined;
  const remedy = remedies[code]?.(place);
  return remedy && `${remedy.slice(0, 1000 - again.length - 1)} ${again}`;
}

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1) || '/';
