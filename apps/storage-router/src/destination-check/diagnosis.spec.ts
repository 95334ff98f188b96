import { Failure } from '@hub/failures';
import { bucketPolicy } from './remedies/aws-remedies.js';
import { remedyOf } from './remedies/remedy.js';
import type { Ability } from './check-step.js';
import type { CheckedPlace } from './checked-place.js';
import { diagnose } from './diagnosis.js';

const aws: CheckedPlace = {
  kind: 'aws-role',
  storageName: 'Our AWS',
  bucket: 'team',
  folder: 'exports',
  origin: 'https://hub.example',
  region: 'eu-central-1',
  roleArn: 'arn:aws:iam::210987654321:role/hub-exports',
  externalId: 'hub-1234',
};
const place = (kind: CheckedPlace['kind']): CheckedPlace => ({ ...aws, kind });

/** As a driver throws it: its words, and the error of the SDK behind. */
function refused(code: string, message: string, cause: object = {}): Failure {
  return new Failure(code, 'destination', `The store refused us: ${message}`, {
    cause: Object.assign(new Error(message), cause),
  });
}

describe('a refusal', () => {
  it.each<[string, CheckedPlace, Failure, RegExp, RegExp]>([
    [
      'role-refused',
      aws,
      refused(
        'access-denied',
        'AccessDenied: User: arn:aws:iam::1:user/hub is not authorized to perform: sts:AssumeRole',
      ),
      /take on the role arn:aws:iam::210987654321:role\/hub-exports/,
      /trust policy/,
    ],
    [
      'identity-refused',
      aws,
      new Failure('identity-refused', 'hub', 'Our own AWS identity was refused', {
        cause: { name: 'SignatureDoesNotMatch' },
      }),
      /AWS does not know the Hub/,
      /operator/,
    ],
    [
      'encryption-key-denied',
      aws,
      refused(
        'access-denied',
        'AccessDenied: not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:eu:1:key/2',
      ),
      /encrypted with a key/,
      /kms:GenerateDataKey/,
    ],
    [
      'credentials-refused',
      place('aws-keys'),
      refused(
        'access-denied',
        'InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.',
        {
          name: 'InvalidAccessKeyId',
        },
      ),
      /does not accept the key of the storage 'Our AWS'/,
      /Enter the access key and its secret again/,
    ],
    [
      'credentials-refused',
      place('gcs-service-account'),
      refused('access-denied', 'Google refused the key of the service account (invalid_grant): Invalid JWT Signature.'),
      /does not accept the key/,
      /new JSON key/,
    ],
    [
      'seal-key-unknown',
      aws,
      new Failure('seal-key-unknown', 'hub', 'The key 2 is not in the ring'),
      /has lost the key that seals/,
      /operator/,
    ],
    [
      'credentials-refused',
      place('gcs-service-account'),
      new Failure('bad-request', 'user', 'The private key cannot be read', { field: 'privateKey' }),
      /does not accept the key/,
      /new JSON key/,
    ],
    [
      'wrong-region',
      place('aws-keys'),
      refused(
        'store-refused',
        "AuthorizationHeaderMalformed: the region 'eu-central-1' is wrong; expecting 'us-west-2'",
      ),
      /lies in the region us-west-2, but the storage says eu-central-1/,
      /Set the region of the storage 'Our AWS' to us-west-2/,
    ],
    [
      'wrong-region',
      place('aws-keys'),
      refused('unexpected', 'PermanentRedirect', {
        name: 'PermanentRedirect',
        $response: { headers: { 'x-amz-bucket-region': 'ap-south-1' } },
      }),
      /region ap-south-1/,
      /ap-south-1/,
    ],
    [
      'bucket-missing',
      place('gcs-hmac'),
      refused('bucket-missing', 'The specified bucket does not exist.'),
      /no bucket 'team' in the storage 'Our AWS'/,
      /without s3:\/\/ or gs:\/\//,
    ],
    [
      'checksums-refused',
      place('s3-compatible'),
      refused('store-refused', 'NotImplemented: A header you provided implies functionality that is not implemented', {
        name: 'NotImplemented',
      }),
      /does not know something/,
      /checksums of the storage 'Our AWS' to "none"/,
    ],
    ['store-full', place('s3-compatible'), refused('store-full', 'QuotaExceeded'), /no space left/, /quota/],
    [
      'certificate-untrusted',
      place('s3-compatible'),
      new Failure('unexpected', 'hub', 'certificate has expired', { cause: { code: 'CERT_HAS_EXPIRED' } }),
      /is not safe/,
      /certificate/,
    ],
    [
      'store-throttled',
      aws,
      new Failure('store-throttled', 'transient', 'The store asks us to slow down'),
      /no more requests/,
      /in a few minutes/,
    ],
  ])('is understood: %s', (code, at, failure, message, remedy) => {
    const diagnosis = diagnose(failure, at);
    expect(diagnosis).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(diagnosis.message).toContain(failure.message);
    expect(remedyOf(at, 'write', diagnosis)?.text).toMatch(remedy);
  });

  it('that nobody knows keeps its code and the words of the store, and promises nothing', () => {
    const failure = refused('store-refused', 'TeapotError: short and stout');
    const diagnosis = diagnose(failure, aws);
    expect(diagnosis).toMatchObject({ code: 'store-refused', message: failure.message });
    expect(remedyOf(aws, 'write', diagnosis)).toBeUndefined();
  });

  it('is not taken for one of sums by stores that know them', () => {
    const failure = refused('store-refused', 'InvalidRequest: checksum missing', { name: 'InvalidRequest' });
    expect(diagnose(failure, aws).code).toBe('store-refused');
    expect(diagnose(failure, place('s3-compatible')).code).toBe('checksums-refused');
  });

  it('never shows the query of an address, nor an endless text', () => {
    const secret = 'X-Amz-Signature=0123456789abcdef';
    const { message } = diagnose(
      refused('store-refused', `GET https://a.example/b?${secret} ${'x'.repeat(5000)}`),
      aws,
    );
    expect(message).not.toContain(secret);
    expect(message.length).toBeLessThan(1000);
  });
});

describe('a policy to paste', () => {
  it('is cut down to the folder, in the partition of the region', () => {
    expect(JSON.parse(bucketPolicy(aws))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'HubExportsFiles',
          Effect: 'Allow',
          Action: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:DeleteObject'],
          Resource: 'arn:aws:s3:::team/exports/*',
        },
        {
          Sid: 'HubExportsBucket',
          Effect: 'Allow',
          Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
          Resource: 'arn:aws:s3:::team',
        },
      ],
    });
    expect(bucketPolicy({ ...aws, folder: '', region: 'cn-north-1' })).toContain('"arn:aws-cn:s3:::team/*"');
    expect(bucketPolicy({ ...aws, region: 'us-gov-west-1' })).toContain('"arn:aws-us-gov:s3:::team"');
  });

  it('trusts whom AWS named, with the external id of the organization', () => {
    const words =
      'AccessDenied: User: arn:aws:iam::123456789012:user/hub is not authorized to perform: sts:AssumeRole on resource';
    const remedy = remedyOf(aws, 'reach', diagnose(refused('access-denied', words), aws));
    expect(JSON.parse(remedy?.snippet?.text ?? '')).toMatchObject({
      Statement: [
        {
          Principal: { AWS: 'arn:aws:iam::123456789012:user/hub' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'hub-1234' } },
        },
      ],
    });
  });

  const abilities: Ability[] = [
    'reach',
    'write',
    'keep-others',
    'look',
    'read',
    'upload-parts',
    'abort-parts',
    'list-parts',
    'link',
    'cors',
    'delete',
  ];
  const kinds = ['aws-keys', 'aws-role', 's3-compatible', 'gcs-service-account', 'gcs-hmac'] as const;
  it.each(kinds)('is there for everything that %s can refuse', (kind) => {
    const denied = diagnose(refused('access-denied', 'AccessDenied: no'), place(kind));
    for (const ability of abilities) {
      const remedy = remedyOf(place(kind), ability, denied);
      expect(remedy?.text).toBeTruthy();
      expect(remedy?.snippet?.text).toContain(ability === 'cors' ? 'https://hub.example' : 'team');
      const prefix = kind.startsWith('gcs') ? 'roles/storage.' : 's3:';
      for (const permission of remedy?.permissions ?? []) {
        expect(permission.startsWith(prefix)).toBe(true);
        expect(remedy?.snippet?.text).toContain(permission);
      }
      expect(ability === 'cors' || (remedy?.permissions?.length ?? 0) > 0).toBe(true);
    }
  });
});
