import { Failure } from '@hub/failures';
import { readV2Storage } from './read-v2-storage.js';

const pem = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n';
const keyFile = {
  type: 'service_account',
  project_id: 'p',
  private_key_id: '1',
  private_key: pem,
  client_email: 'robot@p.iam.gserviceaccount.com',
  token_uri: 'https://evil.example/token',
  universe_domain: 'evil.example',
};
const serviceAccount = { kind: 'gcs-service-account', clientEmail: keyFile.client_email, privateKey: pem };
const sdk = {
  name: 'S',
  provider: 'AWS',
  publicKey: 'AKIAIOSFODNN7EXAMPLE',
  privateKey: 'top-secret',
  region: 'eu-central-1',
  credentials: null,
};
const awsKeys = {
  kind: 'aws-keys',
  region: 'eu-central-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'top-secret',
};
const reference = {
  name: 'S',
  type: 'aws',
  bucket: 'b',
  region: 'us-west-2',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'top-secret' },
};
const google = { name: 'S', provider: 'GCP', publicKey: null, privateKey: null, region: 'eu-central-1' };

it.each<[string, object, object]>([
  ['keys, as the SDK sends them', sdk, awsKeys],
  ['keys, as the reference has them', reference, { ...awsKeys, region: 'us-west-2' }],
  ['without a region', { ...sdk, region: undefined }, awsKeys],
  ['what nobody knows', { ...sdk, sessionToken: 'x', bucket: 7 }, awsKeys],
  [
    'an endpoint',
    { ...sdk, endpoint: 'https://s3.example', pathStyle: false, checksums: 'none' },
    { ...awsKeys, kind: 's3-compatible', endpoint: 'https://s3.example', pathStyle: false, checksums: 'none' },
  ],
  [
    'a role',
    { ...sdk, publicKey: null, privateKey: null, roleArn: 'arn:aws:iam::123456789012:role/r' },
    { kind: 'aws-role', region: 'eu-central-1', roleArn: 'arn:aws:iam::123456789012:role/r' },
  ],
  ['a key file as text', { ...google, credentials: JSON.stringify(keyFile) }, serviceAccount],
  ['a key file as object', { ...google, credentials: keyFile }, serviceAccount],
  ['a key file as private key', { name: 'S', type: 'gcs', privateKey: JSON.stringify(keyFile) }, serviceAccount],
  ['an e-mail and a PEM key', { ...google, publicKey: keyFile.client_email, privateKey: pem }, serviceAccount],
  [
    'HMAC keys',
    { name: 'S', type: 'gcs', credentials: { accessKeyId: 'GOOG1', secretAccessKey: 'top-secret' } },
    { kind: 'gcs-hmac', accessKeyId: 'GOOG1', secretAccessKey: 'top-secret' },
  ],
])('reads %s', (_, body, connection) => {
  const read = readV2Storage(body);
  expect(read.name).toBe('S');
  expect(read.connection).toEqual(connection);
});

it.each<[object, string, string]>([
  [{ ...sdk, provider: 'AZURE' }, 'provider', 'Azure storages are not supported'],
  [{ ...reference, type: 'azure' }, 'type', 'Azure storages are not supported'],
  [{ ...sdk, provider: 'FTP' }, 'provider', 'Invalid provider'],
  [{ name: 'S' }, 'provider', 'Invalid provider'],
  [{ ...google, credentials: 'not json top-secret' }, 'credentials', 'The key file cannot be used: it is not JSON'],
  [
    { ...google, credentials: { ...keyFile, type: 'external_account' } },
    'credentials',
    'The key file cannot be used: its type is not service_account',
  ],
  [{ ...google, privateKey: '{"type": top-secret' }, 'privateKey', 'The key file cannot be used: it is not JSON'],
])('refuses %j', (body, field, message) => {
  let thrown: unknown;
  try {
    readV2Storage(body);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(Failure);
  expect(thrown).toMatchObject({ code: 'bad-request', field, message });
  expect(JSON.stringify(thrown)).not.toContain('top-secret');
});

it('names fields as the caller spelled them', () => {
  expect(readV2Storage(sdk).spelling('secretAccessKey')).toBe('privateKey');
  expect(readV2Storage(reference).spelling('secretAccessKey')).toBe('credentials.secretAccessKey');
  expect(readV2Storage({ ...google, credentials: keyFile }).spelling('clientEmail')).toBe('credentials');
  expect(readV2Storage(sdk).spelling('region')).toBe('region');
});
