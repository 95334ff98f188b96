import { createHash, createHmac } from 'node:crypto';

export interface Goog4Request {
  readonly method: string;
  /** Percent-encoded, as it is sent. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  /** Lower-case names, with `host`, `x-goog-date` and `x-goog-content-sha256`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface HmacKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const algorithm = 'GOOG4-HMAC-SHA256';
/** Neither changes what the call does, and proxies on the way may write them anew. */
const signable = /^(host|content-type|x-goog-.*)$/;

/**
 * The `authorization` header of Google's own V4 signature by an HMAC key. It is S3's scheme with other names.
 * Source: Cloud Storage, "V4 signing process with your own program", "Signatures", "Canonical requests".
 */
export function goog4Authorization(request: Goog4Request, key: HmacKey): string {
  const date = request.headers['x-goog-date'] ?? '';
  const scope = [date.slice(0, 8), 'auto', 'storage', 'goog4_request'];
  const names = Object.keys(request.headers)
    .filter((name) => signable.test(name))
    .sort();
  const canonical = [
    request.method,
    request.path,
    canonicalQuery(request.query ?? {}),
    ...names.map((name) => `${name}:${request.headers[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    request.headers['x-goog-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const signingKey = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `GOOG4${key.secretAccessKey}`);
  const signature = hmac(signingKey, [algorithm, date, scope.join('/'), hash].join('\n')).toString('hex');
  return `${algorithm} Credential=${key.accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

const hmac = (secret: string | Buffer, text: string): Buffer => createHmac('sha256', secret).update(text).digest();

function canonicalQuery(query: NonNullable<Goog4Request['query']>): string {
  return Object.entries(query)
    .flatMap(([name, values]) => [values ?? ''].flat().map((value) => `${encode(name)}=${encode(value)}`))
    .sort()
    .join('&');
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
