import { STSClient } from '@aws-sdk/client-sts';
import { guardedAgents, type GuardedAgents } from '@hub/guarded-agent';
import type { Bucket } from '../object-storage.js';
import { s3Bucket } from '../s3/s3-bucket.js';
import { callTimeouts, makeS3Client, type S3ClientOptions } from '../s3/s3-client.js';
import type { LinkCredential } from '../s3/s3-links.js';
import { assumeRole } from './assume-role.js';
import type { ConnectionOf } from './connection.js';
import type { ConnectionOptions } from './connection-options.js';
import { RoleSessions, type RoleSession } from './role-sessions.js';
import { sessionPolicy } from './session-policy.js';

/** The SDK asks for new credentials five minutes before their end: ours are renewed a little earlier. */
const leastForCalls = 6 * 60;
/** A link that would be cut below this is signed with a new session instead. */
const leastForLinks = 30 * 60;

/** STS answers at once or not at all. */
const stsSilence = 10_000;

/** A bucket reached with a role of the customer that we assume: sessions of an hour, cut down to the bucket and the prefix. */
export function openAwsRole(connection: ConnectionOf<'aws-role'>, name: string, options: ConnectionOptions): Bucket {
  const agents = guardedAgents(options.guard);
  const sts = stsClient(connection.region, options, agents);
  const role = { ...connection, policy: policyFor(connection, name, options.prefix) };
  const sessions = new RoleSessions(() => assumeRole(sts, role));
  const store: S3ClientOptions = {
    region: connection.region,
    endpoint: options.awsEndpoint,
    pathStyle: options.awsEndpoint !== undefined,
    agents,
    silenceMs: options.silenceMs,
  };
  const credentials = async () => asCredentials(await sessions.current(leastForCalls));
  return s3Bucket({
    name,
    client: makeS3Client({ ...store, credentials }),
    region: connection.region,
    checksums: true,
    signWith: linkCredentials(sessions, store),
  });
}

function stsClient(region: string, { stsEndpoint, identity }: ConnectionOptions, agents: GuardedAgents): STSClient {
  return new STSClient({
    region,
    endpoint: stsEndpoint,
    credentials: identity,
    maxAttempts: 3,
    requestHandler: { ...callTimeouts(stsSilence), httpAgent: agents.http, httpsAgent: agents.https },
  });
}

function policyFor({ roleArn, region }: ConnectionOf<'aws-role'>, bucket: string, prefix?: string): string {
  const [, partition = 'aws'] = roleArn.split(':');
  return sessionPolicy({ partition, region, bucket, prefix });
}

const asCredentials = ({ expiresAt, ...credentials }: RoleSession) => ({ ...credentials, expiration: expiresAt });

/** One client per session, whose end is the end of every link it signs. */
function linkCredentials(sessions: RoleSessions, store: S3ClientOptions): (seconds: number) => Promise<LinkCredential> {
  const clients = new WeakMap<RoleSession, LinkCredential>();
  return async (seconds) => {
    const session = await sessions.current(Math.min(seconds, leastForLinks));
    const known = clients.get(session);
    if (known) return known;
    const { expiresAt, ...credentials } = session;
    const credential = { client: makeS3Client({ ...store, credentials }), expiresAt };
    clients.set(session, credential);
    return credential;
  };
}
