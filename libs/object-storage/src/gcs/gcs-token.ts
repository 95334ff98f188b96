import { sign, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { refusalOf } from './gcs-errors.js';
import { readText, send, type Line } from './gcs-http.js';

const scope = 'https://www.googleapis.com/auth/devstorage.read_write';
const lifetimeSeconds = 3600;
/** Asked anew so long before the end, so that none ends on its way. */
const marginMs = 5 * 60 * 1000;
const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Access tokens of a service account, kept while they last. Source: Google, "OAuth 2.0 for server to server"; RFC 7523. */
export class AccessTokens {
  private kept: { readonly token: string; readonly until: number } | null = null;
  private asked: Promise<string> | null = null;

  constructor(
    private readonly clientEmail: string,
    private readonly key: KeyObject,
    private readonly endpoint: URL,
    private readonly line: Line,
  ) {}

  /** One question at a time, however many calls wait for it. */
  get(): Promise<string> {
    if (this.kept && this.kept.until > Date.now()) return Promise.resolve(this.kept.token);
    this.asked ??= this.ask().finally(() => (this.asked = null));
    return this.asked;
  }

  /** The store did not accept this one. */
  forget(token: string): void {
    if (this.kept?.token === token) this.kept = null;
  }

  private async ask(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: this.assertion(),
    });
    const answer = await send(
      {
        method: 'POST',
        url: this.endpoint,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: [Buffer.from(form.toString())],
      },
      this.line,
    );
    if (answer.statusCode !== 200) throw await refusalOf(answer);
    const { access_token: token, expires_in: seconds } = answerSchema.parse(
      JSON.parse(await readText(answer, 64 * 1024)),
    );
    this.kept = { token, until: Date.now() + seconds * 1000 - marginMs };
    return token;
  }

  private assertion(): string {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iss: this.clientEmail, scope, aud: this.endpoint.href, iat, exp: iat + lifetimeSeconds };
    const unsigned = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
    return `${unsigned}.${sign('sha256', Buffer.from(unsigned), this.key).toString('base64url')}`;
  }
}
