import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { contentDisposition } from '../links/content-disposition.js';
import type { LinkOptions, LinkSigner } from '../object-storage.js';

/** Signature V4 allows no more: seven days. */
const mostSeconds = 7 * 24 * 3600;

/** Signs GET requests offline, for the endpoint that the users' browsers reach. */
export class S3LinkSigner implements LinkSigner {
  constructor(
    private readonly bucket: string,
    private readonly client: S3Client,
  ) {}

  async signDownload(
    key: string,
    { expiresIn, fileName, contentType }: LinkOptions,
  ): Promise<{ url: string; expiresAt: Date }> {
    const seconds = Math.min(Math.max(1, Math.floor(expiresIn)), mostSeconds);
    const signingDate = new Date();
    const command = new GetObjectCommand({
      Bucket: this.bucket,
      Key: key,
      ResponseContentDisposition: contentDisposition(fileName),
      ResponseContentType: contentType,
    });
    const url = await getSignedUrl(this.client, command, { expiresIn: seconds, signingDate });
    return { url, expiresAt: new Date(signingDate.getTime() + seconds * 1000) };
  }
}
