import type { Ability } from '../check-step.js';
import { speaksAws, speaksGoogle, type CheckedPlace } from '../checked-place.js';
import type { Cure } from '../cure.js';
import type { Diagnosis } from '../diagnosis.js';
import type { Remedy } from '../destination-report.js';
import { awsPermission, bucketPolicy, encryptionKey, roleTrust } from './aws-remedies.js';
import { corsRemedy } from './cors-remedy.js';
import { gcsPermission } from './gcs-remedies.js';

/** What to do about a refusal, in the words of the store's own console. */
export function remedyOf(place: CheckedPlace, ability: Ability, { cure, evidence }: Diagnosis): Remedy | undefined {
  if (cure === 'permission') return permissionRemedy(place, ability);
  if (cure === 'role') return roleTrust(place, evidence.words);
  if (cure === 'encryption-key' && !speaksGoogle(place)) return encryptionKey();
  const text = sentences[cure]?.(place, evidence.region);
  return text === undefined ? undefined : { text };
}

/** What a store that works lacks. */
export function permissionRemedy(place: CheckedPlace, ability: Ability): Remedy {
  if (ability === 'cors') return corsRemedy(place);
  if (speaksGoogle(place)) return gcsPermission(place, ability);
  const remedy = awsPermission(place, ability);
  if (speaksAws(place)) return remedy;
  return {
    text: `Allow ${remedy.permissions?.join(', ')} to the user whose access key this is; most stores take this policy.`,
    permissions: remedy.permissions,
    snippet: { title: 'Policy', language: 'json', text: bucketPolicy(place) },
  };
}

const sentences: Readonly<Partial<Record<Cure, (place: CheckedPlace, region?: string) => string>>> = {
  credentials: ({ kind, storageName }) =>
    kind === 'gcs-service-account'
      ? `Make a new JSON key of the service account and enter it in the storage '${storageName}'.`
      : `Enter the access key and its secret again in the storage '${storageName}', or make a new key. A secret is shown only once.`,
  region: ({ storageName }, region) =>
    `Set the region of the storage '${storageName}' to ${region ?? 'the one that the store shows for the bucket'}.`,
  bucket: ({ bucket }) =>
    `Create the bucket '${bucket}', or correct its name: exactly as the store shows it, without s3:// or gs:// and without a folder.`,
  'encryption-key': () =>
    'Grant roles/cloudkms.cryptoKeyEncrypterDecrypter on the key of the bucket to the service agent of Cloud Storage.',
  checksums: ({ storageName }) =>
    `Set the checksums of the storage '${storageName}' to "none": some stores do not know them.`,
  space: () => 'Make room or raise the quota of the store.',
  address: () =>
    'Use the public https address of the store. The operator of the Hub can allow private ones (OUTBOUND_ALLOW).',
  'host-name': ({ storageName }) => `Correct the endpoint or the region of the storage '${storageName}'.`,
  network: () =>
    'Check that the store runs, that the address and port are right, and that its firewall lets the Hub in.',
  certificate: () =>
    'Give the store a certificate of a public authority for this name, or use the name its certificate is for.',
  clock: () => 'Ask the operator of the Hub to set its clock (NTP); it must be right to a few minutes.',
  operator: () => 'Ask the operator of the Hub: it is for them to mend.',
  later: () => 'Try again in a few minutes.',
};

/** What to do about something that no error says. */
export const findingRemedies: Readonly<Record<string, string>> = {
  'condition-ignored': 'Give the exports a folder that nobody else writes to.',
  'bytes-differ': 'Look for a proxy or a gateway between the Hub and the store that changes files.',
  'link-without-ranges': 'Ask the provider of the store for range requests on signed links.',
  'link-without-name': 'Ask the provider of the store for response-content-disposition on signed links.',
};
