import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface SignedBy {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly dialect: 'AWS4' | 'GOOG4';
}

interface Claim {
  readonly dialect: 'AWS4' | 'GOOG4';
  readonly credential: string;
  readonly date: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly presigned: boolean;
}

const prefixes = { AWS4: 'x-amz-', GOOG4: 'x-goog-' } as const;
const fifteenMinutes = 15 * 60_000;

/**
 * Checks a version 4 signature of AWS or of Google, in the header or in the query, as the services document it. Throws an
 * Error that says what is wrong. Sources: IAM, "Create a signed AWS API request"; Cloud Storage, "V4 signing process".
 */
export function verifySignature(request: ReceivedRequest, secretOf: (accessKeyId: string) => string | null): SignedBy {
  // joined, not resolved: a path may begin with two slashes
  const url = new URL(`http://twin${request.url}`);
  const claim = claimIn(request, url);
  const [accessKeyId = '', day = '', region = '', service = ''] = claim.credential.split('/');
  const secret = secretOf(accessKeyId);
  if (secret === null) throw new Error('InvalidAccessKeyId');
  if (!claim.date.startsWith(day)) throw new Error('AuthorizationHeaderMalformed');
  const age = Date.now() - Date.parse(claim.date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(age) < fifteenMinutes) && !claim.presigned) throw new Error('RequestTimeTooSkewed');
  const expected = signatureOf(request, url, claim, secret);
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('SignatureDoesNotMatch');
  return { accessKeyId, region, service, dialect: claim.dialect };
}

function signatureOf(request: ReceivedRequest, url: URL, claim: Omit<Claim, 'signature'>, secret: string): Buffer {
  const [, ...scope] = claim.credential.split('/');
  const text = [`${claim.dialect}-HMAC-SHA256`, claim.date, scope.join('/'), sha256(canonical(request, url, claim))];
  const key = scope.reduce<string | Buffer>((sum, part) => hmac(sum, part), `${claim.dialect}${secret}`);
  return hmac(key, text.join('\n'));
}

/** The same the other way round: `headers` with the `authorization` of AWS, for somebody who passes a request on. */
export function signAgain(
  request: ReceivedRequest,
  by: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly region: string },
): Record<string, string> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = { 'x-amz-date': date, 'x-amz-content-sha256': sha256(request.body) };
  for (const [name, value] of Object.entries(request.headers)) headers[name] ??= String(value);
  const names = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  const signedHeaders = names.sort().join(';');
  const credential = `${by.accessKeyId}/${date.slice(0, 8)}/${by.region}/s3/aws4_request`;
  const claim = { dialect: 'AWS4', credential, date, signedHeaders, presigned: false } as const;
  const url = new URL(`http://twin${request.url}`);
  const signature = signatureOf({ ...request, headers }, url, claim, by.secretAccessKey).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return { ...headers, authorization };
}

const inHeader = /^(AWS4|GOOG4)-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

function claimIn({ headers }: ReceivedRequest, { searchParams }: URL): Claim {
  const [, dialect, credential = '', signedHeaders = '', signature = ''] =
    inHeader.exec(headers.authorization ?? '') ?? [];
  if (dialect === 'AWS4' || dialect === 'GOOG4') {
    const date = String(headers[`${prefixes[dialect]}date`] ?? '');
    return { dialect, credential, date, signedHeaders, signature, presigned: false };
  }
  const given = (name: string): string => searchParams.get(`X-Amz-${name}`) ?? '';
  if (given('Algorithm') !== 'AWS4-HMAC-SHA256') throw new Error('MissingAuthenticationToken');
  return {
    dialect: 'AWS4',
    credential: given('Credential'),
    date: given('Date'),
    signedHeaders: given('SignedHeaders'),
    signature: given('Signature'),
    presigned: true,
  };
}

function canonical(request: ReceivedRequest, { pathname }: URL, claim: Omit<Claim, 'signature'>): string {
  const names = claim.signedHeaders.split(';');
  const prefix = prefixes[claim.dialect];
  // whatever speaks for the service has to be signed, or somebody on the way could add it
  const unsigned = Object.keys(request.headers).find((name) => name.startsWith(prefix) && !names.includes(name));
  if (!names.includes('host') || unsigned) throw new Error(`AccessDenied: ${unsigned ?? 'host'} is not signed`);
  const lines = names.map(
    (name) =>
      `${name}:${String(request.headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  );
  const payload = claim.presigned ? 'UNSIGNED-PAYLOAD' : payloadOf(request, prefix);
  return [request.method, pathname, queryOf(request.url), lines.join(''), names.join(';'), payload].join('\n');
}

function payloadOf({ headers, body }: ReceivedRequest, prefix: string): string {
  const said = headers[`${prefix}content-sha256`];
  if (said === 'UNSIGNED-PAYLOAD') return said;
  const real = sha256(body);
  if (said !== undefined && said !== real) throw new Error('XAmzContentSHA256Mismatch');
  return real;
}

/** As sent, sorted, without the signature itself. */
function queryOf(url: string): string {
  const [, query = ''] = url.split('?');
  return query
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort()
    .join('&');
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
