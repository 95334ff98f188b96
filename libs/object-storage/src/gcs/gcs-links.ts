import { contentDisposition } from '../links/content-disposition.js';
import { signableSeconds } from '../links/signature-v4.js';
import type { LinkOptions, LinkSigner } from '../object-storage.js';
import type { GcsClient } from './gcs-client.js';

/** The library signs GET requests offline with the key of the service account. Source: Cloud Storage, "Signed URLs". */
export class GcsLinkSigner implements LinkSigner {
  constructor(private readonly client: GcsClient) {}

  async signDownload(
    key: string,
    { expiresIn, fileName, contentType }: LinkOptions,
  ): Promise<{ url: string; expiresAt: Date }> {
    const seconds = signableSeconds(expiresIn);
    const signedAt = Math.floor(Date.now() / 1000) * 1000;
    const expiresAt = new Date(signedAt + seconds * 1000);
    const [url] = await this.client.files.file(key).getSignedUrl({
      version: 'v4',
      action: 'read',
      accessibleAt: new Date(signedAt),
      expires: expiresAt,
      responseDisposition: contentDisposition(fileName),
      responseType: contentType,
    });
    return { url, expiresAt };
  }
}
