import type { Ability } from '../check-step.js';
import type { CheckedPlace } from '../checked-place.js';
import type { Remedy } from '../destination-report.js';

const creator = 'roles/storage.objectCreator';
const viewer = 'roles/storage.objectViewer';
/** Creates, reads, lists and deletes. */
const user = 'roles/storage.objectUser';

/** Source: Cloud Storage, "IAM roles for Cloud Storage". */
const roles: Readonly<Record<Exclude<Ability, 'cors'>, readonly string[]>> = {
  reach: [creator, viewer],
  write: [creator],
  'keep-others': [creator],
  look: [viewer],
  read: [viewer],
  link: [viewer],
  'upload-parts': [creator],
  'abort-parts': [creator],
  'list-parts': [user],
  delete: [user],
};

export function gcsPermission(place: CheckedPlace, ability: Exclude<Ability, 'cors'>): Remedy {
  const permissions = [...roles[ability]];
  const member = place.clientEmail ?? 'THE_SERVICE_ACCOUNT';
  const grants = permissions.map((role) =>
    [
      `gcloud storage buckets add-iam-policy-binding 'gs://${place.bucket}'`,
      `--member='serviceAccount:${member}'`,
      `--role='${role}'`,
    ].join(' \\\n  '),
  );
  return {
    text: `Grant ${permissions.join(' and ')} on the bucket to the service account${place.clientEmail ? ` ${member}` : ' of the key'}.`,
    permissions,
    snippet: { title: 'Cloud Shell', language: 'shell', text: grants.join('\n') },
  };
}
