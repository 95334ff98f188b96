import { Failure } from '@hub/failures';
import { strangeServiceAccount } from '@hub/object-storage/testing';
import { changeConnection, readConnection, type ConnectionInput } from './connection-input.js';

const spelling = (field: string): string => `connection.${field}`;
const ours = 'hub-external-id';
const secret = 'a-secret/that+nobody=may-see';
const pem = strangeServiceAccount().privateKey;
const whole: Record<string, ConnectionInput> = {
  'aws-keys': { kind: 'aws-keys', region: 'eu-west-1', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret },
  'aws-role': { kind: 'aws-role', region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/exports' },
  's3-compatible': {
    kind: 's3-compatible',
    endpoint: 'https://minio.example',
    region: 'us-east-1',
    accessKeyId: 'user',
    secretAccessKey: secret,
    pathStyle: true,
    checksums: 'crc32c',
  },
  'gcs-service-account': { kind: 'gcs-service-account', clientEmail: 'a@b.iam.gserviceaccount.com', privateKey: pem },
  'gcs-hmac': { kind: 'gcs-hmac', accessKeyId: 'GOOG1EXAMPLE', secretAccessKey: secret },
};
const kinds = Object.keys(whole);

function refused(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It was accepted');
}
const said = (failure: Failure): string => JSON.stringify({ ...failure, message: failure.message });

describe('a whole connection', () => {
  it.each(kinds)('%s is read', (kind) => {
    expect(readConnection(whole[kind]!, ours, spelling)).toEqual({
      ...whole[kind],
      ...(kind === 'aws-role' && { externalId: ours }),
    });
  });

  it('has our external id, whatever was sent', () => {
    const input = { ...whole['aws-role'], externalId: 'of-another-organization' };
    expect(readConnection(input, ours, spelling)).toMatchObject({ externalId: ours });
  });

  it.each(kinds.flatMap((kind) => Object.keys(whole[kind]!).map((field) => [kind, field] as const)))(
    '%s without %s is refused or filled in, naming the field',
    (kind, field) => {
      const { [field]: _, ...rest } = whole[kind]!;
      if (kind === 's3-compatible' && ['region', 'pathStyle', 'checksums'].includes(field))
        expect(readConnection(rest, ours, spelling)).toEqual(whole[kind]);
      else
        expect(refused(() => readConnection(rest, ours, spelling))).toMatchObject({
          code: 'bad-request',
          field: spelling(field),
        });
    },
  );

  it.each([
    ['secretAccessKey', { ...whole['aws-keys'], secretAccessKey: [secret] }],
    ['secretAccessKey', { ...whole['gcs-hmac'], secretAccessKey: { value: secret } }],
    ['privateKey', { ...whole['gcs-service-account'], privateKey: secret }],
    ['privateKey', { ...whole['gcs-service-account'], privateKey: `${pem.slice(0, 200)}${secret}` }],
    ['accessKeyId', { ...whole['aws-keys'], accessKeyId: secret }],
    ['clientEmail', { ...whole['gcs-service-account'], clientEmail: secret }],
    ['secretAcessKey', { ...whole['aws-keys'], secretAcessKey: secret }],
    ['endpoint', { ...whole['s3-compatible'], endpoint: `ftp://user:${secret}@host` }],
  ])('never repeats what may be a secret: %s', (field, input) => {
    const failure = refused(() => readConnection(input, ours, spelling));
    expect(failure.field).toBe(spelling(field));
    expect(said(failure)).not.toContain(secret);
  });

  it('repeats what is none', () => {
    const failure = refused(() => readConnection({ ...whole['aws-keys'], region: 'x.evil.example/' }, ours, spelling));
    expect(failure).toMatchObject({ field: 'connection.region', value: '"x.evil.example/"' });
    expect(refused(() => readConnection({ kind: 'ftp' }, ours, spelling))).toMatchObject({
      field: 'connection.kind',
      value: '"ftp"',
      expected: 'aws-keys, aws-role, s3-compatible, gcs-service-account, gcs-hmac',
    });
  });

  it('repeats nothing that is long or nested, however deep', () => {
    let deep: unknown = 1;
    for (let n = 0; n < 20_000; n++) deep = [deep];
    const failure = (region: unknown) =>
      refused(() => readConnection({ ...whole['aws-keys'], region }, ours, spelling));
    expect(failure(deep)).toMatchObject({ field: 'connection.region', value: undefined });
    expect(failure('x'.repeat(5000)).value).toHaveLength(200);
  });
});

describe('a change', () => {
  const change = (kind: string, input: ConnectionInput) =>
    changeConnection(readConnection(whole[kind]!, ours, spelling), input, ours, spelling);

  it.each(kinds)('of nothing leaves %s as it is', (kind) => {
    expect(change(kind, {})).toEqual(readConnection(whole[kind]!, ours, spelling));
    expect(change(kind, { secretAccessKey: '', privateKey: null })).toEqual(
      readConnection(whole[kind]!, ours, spelling),
    );
  });

  it('keeps the secrets that are not given, and takes those that are', () => {
    expect(change('s3-compatible', { region: 'eu-west-1', endpoint: 'https://minio.example' })).toEqual({
      ...whole['s3-compatible'],
      region: 'eu-west-1',
    });
    expect(change('aws-keys', { secretAccessKey: 'new' })).toMatchObject({ secretAccessKey: 'new' });
  });

  it.each([
    ['aws-keys', { accessKeyId: 'AKIAANOTHEREXAMPLE00' }, 'secretAccessKey'],
    ['gcs-service-account', { clientEmail: 'c@b.iam.gserviceaccount.com' }, 'privateKey'],
    ['s3-compatible', { endpoint: 'https://elsewhere.example' }, 'secretAccessKey'],
  ])('of what the secret of %s belongs to needs it again: %j', (kind, input, field) => {
    expect(refused(() => change(kind, input))).toMatchObject({ field: spelling(field) });
    expect(change(kind, { ...input, [field]: whole[kind]![field] })).toMatchObject(input);
  });

  it('to another kind comes whole: nothing of the old one is left', () => {
    expect(change('aws-keys', whole['gcs-hmac']!)).toEqual(whole['gcs-hmac']);
    expect(refused(() => change('aws-keys', { kind: 'gcs-hmac', accessKeyId: 'GOOG' })).field).toBe(
      'connection.secretAccessKey',
    );
  });

  it('of a field that the kind does not have is refused', () => {
    expect(refused(() => change('aws-keys', { endpoint: 'https://a.example' })).field).toBe('connection.endpoint');
  });
});
