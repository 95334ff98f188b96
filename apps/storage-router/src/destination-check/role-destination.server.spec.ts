import { randomBytes } from 'node:crypto';
import {
  startSigningProxy,
  startStsTwin,
  temporaryS3Bucket,
  type SigningProxy,
  type StsTwin,
  type TemporaryBucket,
} from '@hub/object-storage/testing';
import { at } from '../testing/checked-folder.js';
import { StoragesWorld } from '../testing/storages-world.js';
import type { DestinationReport } from './destination-report.js';

/** The STS is a twin; behind the proxy that knows its sessions is a real S3 server. */
const identity = { accessKeyId: 'AKIAHUBEXPORTSHUBEXP', secretAccessKey: 'our own identity' };
const roleArn = 'arn:aws:iam::123456789012:role/hub-exports';
const trusts = { roleArn, externalId: '' };

let world: StoragesWorld;
let s3: TemporaryBucket;
let store: SigningProxy;
let sts: StsTwin;
const secrets = new Map<string, string>();
beforeAll(async () => {
  s3 = await temporaryS3Bucket(process.env);
  const { S3_ENDPOINT = '', S3_REGION: region, S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = s3.settings;
  const keys = { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY };
  store = await startSigningProxy({
    upstream: { endpoint: S3_ENDPOINT, region, ...keys },
    secretOf: (accessKeyId) => secrets.get(accessKeyId) ?? null,
    admit: (request) => request,
  });
  const issue = () => {
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const secretAccessKey = randomBytes(20).toString('hex');
    secrets.set(accessKeyId, secretAccessKey);
    return { accessKeyId, secretAccessKey, sessionToken: `token-of-${accessKeyId}` };
  };
  sts = await startStsTwin({ identity, trusts, issue });
  world = await StoragesWorld.open();
  await start();
});
afterAll(async () => {
  await world?.close();
  sts?.close();
  store?.close();
  await s3?.remove();
});

const start = (secretAccessKey = identity.secretAccessKey) =>
  world.start({
    OUTBOUND_ALLOW: '127.0.0.1',
    AWS_ROLE_PRINCIPAL: 'arn:aws:iam::210987654321:user/hub',
    AWS_ROLE_ACCESS_KEY_ID: identity.accessKeyId,
    AWS_ROLE_SECRET_ACCESS_KEY: secretAccessKey,
    CUSTOMERS_STS_ENDPOINT: sts.endpoint,
    CUSTOMERS_AWS_ENDPOINT: store.endpoint,
  });

async function check(): Promise<DestinationReport & { readonly externalId: string }> {
  const connection = { kind: 'aws-role', region: s3.settings.S3_REGION, roleArn };
  const made = await world.call<{ id: string; connection: { externalId: string } }>('owner', 'POST', '/api/storages', {
    name: 'Role',
    connection,
  });
  const path = `/api/projects/${world.people.projectId}/export-storage/check`;
  const wish = { storageId: made.body.id, bucket: s3.name, path: 'exports/{kind}' };
  const { body } = await world.call<DestinationReport>('manager', 'POST', path, wish);
  return { ...body, externalId: made.body.connection.externalId };
}

it('tells that the role trusts somebody else, passes with the policy it gives, and uses a session for the folder only', async () => {
  const refused = await check();
  expect(refused.ok).toBe(false);
  expect(at(refused, 'address')).toMatchObject({
    outcome: 'failed',
    code: 'role-refused',
    message: expect.stringContaining(roleArn),
    remedy: { permissions: ['sts:AssumeRole'], text: expect.stringContaining('trust policy') },
  });
  const policy = JSON.parse(at(refused, 'address').remedy?.snippet?.text ?? '') as {
    Statement: [{ Principal: { AWS: string }; Condition: { StringEquals: { 'sts:ExternalId': string } } }];
  };
  expect(policy.Statement[0].Principal.AWS).toBe('arn:aws:iam::210987654321:user/hub');
  trusts.externalId = policy.Statement[0].Condition.StringEquals['sts:ExternalId'];
  expect(trusts.externalId).toBe(refused.externalId);

  const report = await check();
  expect(report.steps.filter(({ outcome }) => outcome !== 'passed').map(({ step }) => step)).toEqual(['cors']);
  const scopes = new Set(sts.assumed.map(({ policy: cut }) => cut.includes(`${s3.name}/exports/original/*`)));
  expect(scopes).toEqual(new Set([true]));
});

it('tells that AWS does not know us, which is for the operator', async () => {
  await world.stop();
  await start('somebody else’s secret');
  const report = await check();
  expect(at(report, 'address')).toMatchObject({
    outcome: 'failed',
    code: 'identity-refused',
    remedy: { text: expect.stringContaining('operator') },
  });
  expect(JSON.stringify(report)).not.toContain('somebody else');
});
