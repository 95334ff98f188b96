import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifySignature } from './verify-signature.js';

export interface AssumedRole {
  readonly roleArn: string;
  readonly externalId: string;
  readonly sessionName: string;
  readonly seconds: number;
  readonly policy: string;
  readonly region: string;
}

export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface StsTwinOptions {
  /** Who may call it: our own identity. */
  readonly identity: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Whom the role of the customer trusts. */
  readonly trusts: { readonly roleArn: string; readonly externalId: string };
  /** The keys of each session. */
  readonly issue: () => SessionKeys;
  /** Seconds that sessions live; default: as many as asked for. */
  readonly lives?: () => number;
}

export interface StsTwin {
  readonly endpoint: string;
  /** All roles that were assumed, in order. */
  readonly assumed: readonly AssumedRole[];
  close(): void;
}

/**
 * AWS STS as far as we use it: AssumeRole over the query protocol. It checks the signature, the trust policy's external id
 * and the limits that the API documents; what a session policy means is for S3 to judge, not for it.
 * No real STS can be reached where the tests run. Source: STS API reference, "AssumeRole".
 */
export async function startStsTwin(options: StsTwinOptions): Promise<StsTwin> {
  const assumed: AssumedRole[] = [];
  const server = http.createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, xml } = answer({ ...asReceived(request), body }, options, assumed);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    assumed,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Received = Parameters<typeof verifySignature>[0];

const asReceived = ({ method = '', url = '', headers }: http.IncomingMessage) => ({ method, url, headers });
const bodyOf = async (request: http.IncomingMessage): Promise<Buffer> =>
  Buffer.concat((await request.toArray()) as Buffer[]);

function answer(request: Received, options: StsTwinOptions, assumed: AssumedRole[]): { status: number; xml: string } {
  try {
    const { identity } = options;
    const signed = verifySignature(request, (id) => (id === identity.accessKeyId ? identity.secretAccessKey : null));
    if (signed.service !== 'sts') throw new Error('SignatureDoesNotMatch');
    const role = roleIn(new URLSearchParams(request.body.toString()), signed.region);
    const { trusts } = options;
    if (role.roleArn !== trusts.roleArn || role.externalId !== trusts.externalId) throw new Error('AccessDenied');
    assumed.push(role);
    return { status: 200, xml: sessionXml(role, options) };
  } catch (error) {
    const code = error instanceof Error ? error.message.replace(/:.*$/, '') : 'InternalFailure';
    const status = code === 'ValidationError' ? 400 : 403;
    return {
      status,
      xml: `<ErrorResponse><Error><Type>Sender</Type><Code>${own(code)}</Code><Message>the twin says ${code}</Message></Error></ErrorResponse>`,
    };
  }
}

/** STS has a name of its own for an unknown key. */
const own = (code: string): string => (code === 'InvalidAccessKeyId' ? 'InvalidClientTokenId' : code);

function roleIn(form: URLSearchParams, region: string): AssumedRole {
  const field = (name: string): string => form.get(name) ?? '';
  const seconds = Number(field('DurationSeconds'));
  const valid =
    field('Action') === 'AssumeRole' &&
    field('Version') === '2011-06-15' &&
    /^[\w+=,.@-]{2,64}$/.test(field('RoleSessionName')) &&
    seconds >= 900 &&
    seconds <= 43_200 &&
    field('Policy').length <= 2048 &&
    /^[\s\u0020-\u00FF]+$/.test(field('Policy'));
  if (!valid) throw new Error('ValidationError');
  return {
    roleArn: field('RoleArn'),
    externalId: field('ExternalId'),
    sessionName: field('RoleSessionName'),
    seconds,
    policy: field('Policy'),
    region,
  };
}

function sessionXml({ roleArn, sessionName, seconds }: AssumedRole, { issue, lives }: StsTwinOptions): string {
  const { accessKeyId, secretAccessKey, sessionToken } = issue();
  const expires = new Date(Date.now() + (lives?.() ?? seconds) * 1000).toISOString();
  return (
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>' +
    `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
    `<SessionToken>${sessionToken}</SessionToken><Expiration>${expires}</Expiration></Credentials>` +
    `<AssumedRoleUser><Arn>${roleArn.replace(':role/', ':assumed-role/')}/${sessionName}</Arn>` +
    `<AssumedRoleId>AROATWIN:${sessionName}</AssumedRoleId></AssumedRoleUser>` +
    '</AssumeRoleResult></AssumeRoleResponse>'
  );
}
