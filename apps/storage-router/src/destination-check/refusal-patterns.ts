import type { CheckedPlace } from './checked-place.js';
import type { Cure } from './cure.js';
import type { Evidence } from './evidence.js';

export interface RefusalPattern {
  readonly code: string;
  readonly cure: Cure;
  readonly is: (evidence: Evidence, place: CheckedPlace) => boolean;
  readonly say: (place: CheckedPlace, evidence: Evidence) => string;
}

const named =
  (...names: readonly string[]) =>
  (evidence: Evidence): boolean =>
    names.some((name) => evidence.names.has(name));
const either =
  (...tests: readonly ((evidence: Evidence) => boolean)[]) =>
  (evidence: Evidence): boolean =>
    tests.some((test) => test(evidence));
const says =
  (words: RegExp) =>
  (evidence: Evidence): boolean =>
    words.test(evidence.words);

const refusedCall = named('NotImplemented', 'InvalidRequest', 'InvalidArgument', 'store-refused', '501');

/** The first that fits. Names are those of S3, STS, GCS and Node's sockets. */
export const refusalPatterns: readonly RefusalPattern[] = [
  {
    code: 'address-refused',
    cure: 'address',
    is: named('address-refused'),
    say: () => 'The Hub does not connect to this address.',
  },
  {
    code: 'clock-skewed',
    cure: 'clock',
    is: named('clock-skewed', 'RequestTimeTooSkewed', 'RequestExpired'),
    say: () => 'The clocks of the Hub and of the store differ by more than the store accepts.',
  },
  {
    code: 'not-https',
    cure: 'host-name',
    is: either(named('EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'), says(/wrong version number|\bEPROTO\b/i)),
    say: (place) => `What answers at ${hostOf(place)} does not speak https.`,
  },
  {
    code: 'certificate-untrusted',
    cure: 'certificate',
    is: either(
      says(/certificate|\bSSL\b|\bTLS\b/i),
      named('DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      named('CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'),
    ),
    say: (place) => `The connection to ${hostOf(place)} is not safe: its certificate is not valid for it.`,
  },
  {
    code: 'not-a-store',
    cure: 'host-name',
    is: says(/does not answer (in HTTP|like a store)/),
    say: (place) => `What answers at ${hostOf(place)} is no object store.`,
  },
  {
    code: 'host-unknown',
    cure: 'host-name',
    is: either(named('ENOTFOUND', 'EAI_AGAIN'), says(/\b(ENOTFOUND|EAI_AGAIN)\b/)),
    say: (place) => `There is no server named ${hostOf(place)}.`,
  },
  {
    code: 'identity-refused',
    cure: 'operator',
    is: named('identity-refused'),
    say: () => 'AWS does not know the Hub itself.',
  },
  {
    code: 'seal-key-unknown',
    cure: 'operator',
    is: named('seal-key-unknown'),
    say: (place) => `The Hub has lost the key that seals the secret of the storage '${place.storageName}'.`,
  },
  {
    code: 'role-refused',
    cure: 'role',
    is: says(/sts:AssumeRole|role does not let us in/i),
    say: (place) => `AWS does not let the Hub take on the role ${place.roleArn ?? 'of the storage'}.`,
  },
  {
    code: 'credentials-refused',
    cure: 'credentials',
    is: either(
      named('InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'ExpiredToken', 'InvalidClientTokenId'),
      named(
        'UnrecognizedClientException',
        'AuthFailure',
        'InvalidSecurity',
        'XAdminUserNotFound',
        'credentials-refused',
      ),
      named('seal-broken'),
      says(
        /private key cannot be read|invalid_grant|Invalid JWT|account not found|\b(InvalidAccessKeyId|SignatureDoesNotMatch)\b/,
      ),
    ),
    say: (place) => `The store does not accept the key of the storage '${place.storageName}'.`,
  },
  {
    code: 'wrong-region',
    cure: 'region',
    is: either(
      named(
        'wrong-region',
        'PermanentRedirect',
        'TemporaryRedirect',
        'IllegalLocationConstraintException',
        '301',
        '307',
      ),
      says(/\bregion '[^']*' is wrong|must be addressed using the specified endpoint/i),
    ),
    say: (place, { region }) =>
      region
        ? `The bucket '${place.bucket}' lies in the region ${region}, but the storage says ${place.region ?? 'another'}.`
        : `The bucket '${place.bucket}' lies in another region than the storage says (${place.region ?? 'none'}).`,
  },
  {
    code: 'bucket-missing',
    cure: 'bucket',
    is: either(
      named('bucket-missing', 'NoSuchBucket', 'InvalidBucketName'),
      says(/specified bucket (does not exist|is not valid)/i),
    ),
    say: (place) => `There is no bucket '${place.bucket}' in the storage '${place.storageName}'.`,
  },
  {
    code: 'encryption-key-denied',
    cure: 'encryption-key',
    is: says(/\bkms:|KMS\.|cloudkms/i),
    say: (place) => `The bucket '${place.bucket}' is encrypted with a key that we may not use.`,
  },
  {
    code: 'checksums-refused',
    cure: 'checksums',
    // sums in headers are what other stores than Amazon's and Google's refuse most
    is: (evidence, { kind }) =>
      kind === 's3-compatible' && refusedCall(evidence) && says(/checksum|crc32|NotImplemented|trailer/i)(evidence),
    say: () => 'The store does not know something that we ask of it.',
  },
  {
    code: 'access-denied',
    cure: 'permission',
    is: named('access-denied'),
    say: (place) => `The store does not allow this in the bucket '${place.bucket}'.`,
  },
  { code: 'store-full', cure: 'space', is: named('store-full'), say: () => 'The store has no space left.' },
  {
    code: 'check-timed-out',
    cure: 'network',
    is: named('check-timed-out'),
    say: (place) => `The store at ${hostOf(place)} did not answer in time.`,
  },
  {
    code: 'store-throttled',
    cure: 'later',
    is: named('store-throttled'),
    say: () => 'The store takes no more requests just now.',
  },
  {
    code: 'store-unreachable',
    cure: 'network',
    is: either(
      named('link-unreachable'),
      says(/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET|ECONNABORTED/),
    ),
    say: (place) => `Nobody answers at ${hostOf(place)}.`,
  },
  {
    code: 'store-unavailable',
    cure: 'later',
    is: ({ transient }) => transient,
    say: () => 'The store is not able to answer just now.',
  },
];

function hostOf(place: CheckedPlace): string {
  if (place.endpoint) return URL.canParse(place.endpoint) ? new URL(place.endpoint).host : place.endpoint;
  return place.kind.startsWith('gcs') ? 'storage.googleapis.com' : `s3.${place.region ?? 'us-east-1'}.amazonaws.com`;
}
