import { createHash, generateKeyPairSync, randomUUID, verify, type KeyPairKeyObjectResult } from 'node:crypto';
import { z } from 'zod';
import { TwinRefusal } from './twin-refusal.js';

const claimsSchema = z.object({
  iss: z.string(),
  scope: z.string(),
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
});

/** Google's, which its clients name wherever they ask. */
const tokenAddress = 'https://www.googleapis.com/oauth2/v4/token';

let pair: KeyPairKeyObjectResult | undefined;
/** Made once: it takes a tenth of a second. */
const account = (): KeyPairKeyObjectResult => (pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));

/** A service account and what Google does with its key: gives tokens, checks them, checks signed links. */
export class TwinAuthority {
  readonly clientEmail = 'exports@twin-project.iam.gserviceaccount.com';
  readonly privateKey = account().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  private readonly publicKey = account().publicKey;
  private readonly tokens = new Set<string>();
  /** Tokens that were given. */
  given = 0;
  keyDeleted = false;
  /** Ms: how far Google's clock is ahead of ours. */
  aheadMs = 0;

  /** Source: RFC 7523, and Google's "OAuth 2.0 for server to server applications". */
  grant(form: URLSearchParams): { access_token: string; expires_in: number; token_type: string } {
    const [head = '', body = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const signed = verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      this.publicKey,
      Buffer.from(signature, 'base64url'),
    );
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer' || !signed || this.keyDeleted)
      throw new TwinRefusal(400, 'invalid_grant', 'Invalid JWT Signature.');
    const claims = claimsSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
    if (claims.iss !== this.clientEmail || claims.aud !== tokenAddress)
      throw new TwinRefusal(400, 'invalid_grant', 'Invalid grant: account not found');
    const now = (Date.now() + this.aheadMs) / 1000;
    if (claims.iat > now + 300 || claims.exp < now || claims.exp > claims.iat + 3600)
      throw new TwinRefusal(
        400,
        'invalid_grant',
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
      );
    this.given++;
    const token = randomUUID();
    this.tokens.add(token);
    return { access_token: token, expires_in: 3599, token_type: 'Bearer' };
  }

  revokeTokens(): void {
    this.tokens.clear();
  }

  check(authorization = ''): void {
    if (!this.tokens.has(authorization.replace(/^Bearer /, '')))
      throw new TwinRefusal(401, 'authError', 'Invalid Credentials');
  }

  /**
   * The signature of a link, from its address as it was called; Google's clients sign the host without a port.
   * Source: Cloud Storage, "Signatures", "Canonical requests".
   */
  checkLink(method: string, target: string, host: string): void {
    const [path = '', search = ''] = target.split('?');
    const query = new URLSearchParams(search);
    const signature = Buffer.from(query.get('X-Goog-Signature') ?? '', 'hex');
    const [signer, ...scope] = (query.get('X-Goog-Credential') ?? '').split('/');
    const canonical = search
      .split('&')
      .filter((pair) => !pair.startsWith('X-Goog-Signature='))
      .sort()
      .join('&');
    const request = `${method}\n${path}\n${canonical}\nhost:${host.replace(/:\d+$/, '')}\n\nhost\nUNSIGNED-PAYLOAD`;
    const time = query.get('X-Goog-Date') ?? '';
    const digest = createHash('sha256').update(request).digest('hex');
    const text = `GOOG4-RSA-SHA256\n${time}\n${scope.join('/')}\n${digest}`;
    if (signer !== this.clientEmail || !verify('sha256', Buffer.from(text), this.publicKey, signature))
      throw new TwinRefusal(403, 'SignatureDoesNotMatch', 'Access denied.');
    const since = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    const seconds = Number(query.get('X-Goog-Expires'));
    if (!(seconds >= 1 && seconds <= 604_800) || !(since + seconds * 1000 > Date.now() + this.aheadMs))
      throw new TwinRefusal(400, 'ExpiredToken', 'The provided token has expired.');
  }
}
