import { createHash, sign, type KeyObject } from 'node:crypto';
import { contentDisposition, encodeSegment } from '../links/content-disposition.js';
import type { LinkOptions, LinkSigner } from '../object-storage.js';

/** Signature V4 allows no more: seven days. */
const mostSeconds = 7 * 24 * 3600;
const algorithm = 'GOOG4-RSA-SHA256';

/** Signs GET requests offline with the key of the service account. Source: Cloud Storage, "V4 signing process". */
export class GcsLinkSigner implements LinkSigner {
  constructor(
    private readonly bucket: string,
    private readonly clientEmail: string,
    private readonly key: KeyObject,
    /** As the users' browsers reach it. */
    private readonly endpoint: URL,
  ) {}

  async signDownload(
    key: string,
    { expiresIn, fileName, contentType }: LinkOptions,
  ): Promise<{ url: string; expiresAt: Date }> {
    const seconds = Math.min(Math.max(1, Math.floor(expiresIn)), mostSeconds);
    const signedAt = Math.floor(Date.now() / 1000) * 1000;
    // 2026-11-24T18:00:00.000Z → 20261124T180000Z
    const time = new Date(signedAt).toISOString().replace(/[-:]|\.000/g, '');
    const scope = `${time.slice(0, 8)}/auto/storage/goog4_request`;
    const query = canonicalQuery({
      'X-Goog-Algorithm': algorithm,
      'X-Goog-Credential': `${this.clientEmail}/${scope}`,
      'X-Goog-Date': time,
      'X-Goog-Expires': `${seconds}`,
      'X-Goog-SignedHeaders': 'host',
      'response-content-disposition': contentDisposition(fileName),
      ...(contentType ? { 'response-content-type': contentType } : {}),
    });
    const path = `/${[this.bucket, ...key.split('/')].map(encodeSegment).join('/')}`;
    const request = ['GET', path, query, `host:${this.endpoint.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
    const digest = createHash('sha256').update(request).digest('hex');
    const signature = sign('sha256', Buffer.from([algorithm, time, scope, digest].join('\n')), this.key);
    const url = `${this.endpoint.origin}${path}?${query}&X-Goog-Signature=${signature.toString('hex')}`;
    return { url, expiresAt: new Date(signedAt + seconds * 1000) };
  }
}

const canonicalQuery = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${encodeSegment(name)}=${encodeSegment(value)}`)
    .sort()
    .join('&');
