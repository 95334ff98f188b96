import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** S3 takes requests that were signed within so long of its own clock. Source: Amazon S3, error RequestTimeTooSkewed. */
const tolerance = 15 * 60_000;

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** Whether a store whose clock shows `now` takes the request's time. */
export function isInTime({ headers }: SignedRequest, now: number): boolean {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'])) ?? [];
  const [year = 0, month = 0, ...rest] = parts.map(Number);
  return Math.abs(Date.UTC(year, month - 1, ...rest) - now) <= tolerance;
}

/**
 * The headers of the same request, signed for another instant: what a store would have been sent whose clock is right.
 * Source: AWS, "Create a signed AWS API request" (Signature Version 4).
 */
export function signedAt(request: SignedRequest, secretAccessKey: string, at: Date): IncomingHttpHeaders {
  const date = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: IncomingHttpHeaders = { ...request.headers, 'x-amz-date': date };
  const authorization = String(headers.authorization);
  const [, accessKeyId, scope = '', names = ''] =
    /Credential=([^/]+)\/\d{8}\/([^,]+),\s*SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const fullScope = `${date.slice(0, 8)}/${scope}`;
  const [path = '', query = ''] = request.target.split('?');
  const canonical = [
    request.method,
    path,
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    names,
    String(headers['x-amz-content-sha256']),
  ].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const key = fullScope.split('/').reduce<Buffer | string>((last, part) => hmac(last, part), `AWS4${secretAccessKey}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${fullScope}\n${digest}`).toString('hex');
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${fullScope}, SignedHeaders=${names}, Signature=${signature}`;
  return headers;
}

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
