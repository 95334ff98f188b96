import { randomBytes } from 'node:crypto';
import { guardSettings } from '@hub/guarded-agent';
import { describeBucketContract } from '../testing/bucket-contract.js';
import { startSigningProxy, type SigningProxy } from '../testing/signing-proxy.js';
import { startStsTwin, type SessionKeys, type StsTwin } from '../testing/sts-twin.js';
import { temporaryS3Bucket, type TemporaryBucket } from '../testing/temporary-s3-bucket.js';
import type { ReceivedRequest, SignedBy } from '../testing/verify-signature.js';
import type { ConnectionOf } from './connection.js';
import type { ConnectionOptions } from './connection-options.js';
import { openConnection } from './open-connection.js';

/**
 * The STS is a twin (no real one is in reach). Behind it is a real S3 server; it knows no sessions, so a proxy before it
 * checks that each call is signed with the keys of a session and carries its token.
 */
const identity = { accessKeyId: 'AKIAHUBEXPORTSHUBEXP', secretAccessKey: 'our own identity' };
const role: ConnectionOf<'aws-role'> = {
  kind: 'aws-role',
  region: 'us-east-1',
  roleArn: 'arn:aws:iam::123456789012:role/hub-exports',
  externalId: 'organization-1',
};

let temporary: TemporaryBucket;
let sts: StsTwin;
let store: SigningProxy;
let lives: number | null = null;
/** Secret by key of the sessions given out. */
const given = new Map<string, string>();

beforeAll(async () => {
  temporary = await temporaryS3Bucket(process.env);
  const { S3_ENDPOINT: endpoint = '', S3_REGION: region, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = temporary.settings;
  store = await startSigningProxy({
    upstream: { endpoint, region, accessKeyId: S3_ACCESS_KEY_ID ?? '', secretAccessKey: S3_SECRET_ACCESS_KEY ?? '' },
    secretOf: (accessKeyId) => given.get(accessKeyId) ?? null,
    admit: withToken,
  });
  sts = await startStsTwin({ identity, trusts: role, issue, lives: () => lives ?? 3600 });
});

function issue(): SessionKeys {
  const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
  const secretAccessKey = randomBytes(20).toString('hex');
  given.set(accessKeyId, secretAccessKey);
  return { accessKeyId, secretAccessKey, sessionToken: `token-of-${accessKeyId}` };
}

function withToken(request: ReceivedRequest, by: SignedBy): ReceivedRequest {
  const token =
    request.headers['x-amz-security-token'] ??
    new URL(request.url, store.endpoint).searchParams.get('X-Amz-Security-Token');
  if (token !== `token-of-${by.accessKeyId}`) throw new Error('InvalidToken');
  return request;
}

afterEach(() => (lives = null));
afterAll(async () => {
  sts?.close();
  store?.close();
  await temporary?.remove();
});

const options = (): ConnectionOptions => ({
  guard: guardSettings.parse({ OUTBOUND_ALLOW: '127.0.0.1' }),
  prefix: 'exports',
  identity,
  stsEndpoint: sts.endpoint,
  awsEndpoint: store.endpoint,
});
const open = (connection = role, more: Partial<ConnectionOptions> = {}) =>
  openConnection(connection, temporary.name, { ...options(), ...more });

describeBucketContract('S3 with an assumed role', () =>
  Promise.resolve({ bucket: open(), partBytes: 5 * 1024 * 1024, fetchLink: fetch }),
);

describe('an assumed role', () => {
  it('is assumed once, with the external id, for an hour, cut down to the bucket and the prefix', async () => {
    const before = sts.assumed.length;
    const bucket = open();
    await Promise.all(Array.from({ length: 8 }, (_, n) => bucket.put(`exports/${n}`, Buffer.from('x'))));
    expect(sts.assumed.slice(before)).toEqual([
      {
        roleArn: role.roleArn,
        externalId: 'organization-1',
        sessionName: 'hub-exports',
        seconds: 3600,
        policy: expect.stringContaining(`arn:aws:s3:::${temporary.name}/exports/*`),
        region: 'us-east-1',
      },
    ]);
  });

  it('that does not trust us is a refusal of the destination, in the words of AWS', async () => {
    const stranger = open({ ...role, externalId: 'organization-2' });
    await expect(stranger.put('exports/a', Buffer.from('x'))).rejects.toMatchObject({
      code: 'access-denied',
      fault: 'destination',
      field: 'roleArn',
      message: expect.stringContaining('the twin says AccessDenied'),
    });
  });

  it.each([
    ['an unknown key', { ...identity, accessKeyId: 'AKIASOMEBODYELSESKEY' }],
    ['a wrong secret', { ...identity, secretAccessKey: 'wrong' }],
  ])('is not to blame when our own identity has %s', async (_what, wrong) => {
    const bucket = open(role, { identity: wrong });
    await expect(bucket.head('exports/a')).rejects.toMatchObject({ code: 'identity-refused', fault: 'hub' });
  });

  it('says that STS is out of reach, and the guard holds for it too', async () => {
    const silent = open(role, { stsEndpoint: 'http://127.0.0.1:1' });
    await expect(silent.head('exports/a')).rejects.toMatchObject({ code: 'store-unavailable', retryable: true });
    const closed = open(role, { guard: guardSettings.parse({}) });
    await expect(closed.head('exports/a')).rejects.toMatchObject({ code: 'address-refused' });
  });
});

describe('links of an assumed role', () => {
  const link = (bucket: ReturnType<typeof open>, expiresIn: number) =>
    bucket.links.signDownload('exports/a', { expiresIn, fileName: 'a.zip' });
  const secondsLeft = (expiresAt: Date): number => (expiresAt.getTime() - Date.now()) / 1000;

  it('never outlive the session, and say so', async () => {
    const bucket = open();
    const { url, expiresAt } = await link(bucket, 7 * 24 * 3600);
    expect(secondsLeft(expiresAt)).toBeGreaterThan(3500);
    expect(secondsLeft(expiresAt)).toBeLessThanOrEqual(3600);
    const query = new URL(url).searchParams;
    expect(Number(query.get('X-Amz-Expires'))).toBeLessThanOrEqual(3600);
    expect(query.get('X-Amz-Security-Token')).toBeTruthy();
  });

  it('are signed with a new session when little of the old one is left', async () => {
    const bucket = open();
    lives = 20 * 60;
    await link(bucket, 60);
    const before = sts.assumed.length;
    lives = 3600;
    // twenty minutes are enough for a minute, and not for a day
    expect(secondsLeft((await link(bucket, 60)).expiresAt)).toBeLessThanOrEqual(60);
    expect(sts.assumed).toHaveLength(before);
    expect(secondsLeft((await link(bucket, 86_400)).expiresAt)).toBeGreaterThan(3500);
    expect(sts.assumed).toHaveLength(before + 1);
  });

  it('open what was delivered', async () => {
    const bucket = open();
    await bucket.put('exports/a', Buffer.from('delivered'));
    const answer = await fetch((await link(bucket, 60)).url);
    expect(await answer.text()).toBe('delivered');
  });
});
