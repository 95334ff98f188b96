import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { Failure } from '@hub/failures';
import type { RoleSession } from './role-sessions.js';
import { classifyStsError } from './sts-errors.js';

export interface RoleToAssume {
  readonly roleArn: string;
  readonly externalId: string;
  /** JSON: see `sessionPolicy`. */
  readonly policy: string;
}

/** Short; the longest that a role assumed by a role may last. Source: STS, AssumeRole, "DurationSeconds". */
const sessionSeconds = 3600;
/** Stands in the customer's CloudTrail beside every call of ours. */
const sessionName = 'hub-exports';

/** A session of the customer's role. Failures: `access-denied` (destination), `identity-refused` (hub), `store-unavailable`. */
export async function assumeRole(sts: STSClient, role: RoleToAssume): Promise<RoleSession> {
  const { Credentials } = await sts
    .send(
      new AssumeRoleCommand({
        RoleArn: role.roleArn,
        ExternalId: role.externalId,
        RoleSessionName: sessionName,
        DurationSeconds: sessionSeconds,
        Policy: role.policy,
      }),
    )
    .catch((error: unknown) => {
      throw classifyStsError(error);
    });
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = Credentials ?? {};
  const { SessionToken: sessionToken, Expiration: expiresAt } = Credentials ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken || !expiresAt)
    throw new Failure('unexpected', 'hub', 'STS answered without credentials');
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
}
