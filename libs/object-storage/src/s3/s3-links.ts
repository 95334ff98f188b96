import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Failure } from '@hub/failures';
import { contentDisposition } from '../links/content-disposition.js';
import { signableSeconds } from '../links/signature-v4.js';
import type { LinkOptions, LinkSigner } from '../object-storage.js';

/** A client whose credentials sign links; after `expiresAt` such links are refused by the store, whatever they say. */
export interface LinkCredential {
  readonly client: S3Client;
  readonly expiresAt?: Date;
}

/** Signs GET requests offline, for the endpoint that the users' browsers reach, never for longer than the credential lives. */
export class S3LinkSigner implements LinkSigner {
  constructor(
    private readonly bucket: string,
    private readonly credentialFor: (seconds: number) => Promise<LinkCredential>,
  ) {}

  async signDownload(
    key: string,
    { expiresIn, fileName, contentType }: LinkOptions,
  ): Promise<{ url: string; expiresAt: Date }> {
    const wanted = signableSeconds(expiresIn);
    const { client, expiresAt } = await this.credentialFor(wanted);
    const signingDate = new Date();
    const left = expiresAt ? Math.floor((expiresAt.getTime() - signingDate.getTime()) / 1000) : wanted;
    if (left < 1) throw new Failure('store-unavailable', 'transient', 'The session with the store has just ended');
    const seconds = Math.min(wanted, left);
    const command = new GetObjectCommand({
      Bucket: this.bucket,
      Key: key,
      ResponseContentDisposition: contentDisposition(fileName),
      ResponseContentType: contentType,
    });
    const url = await getSignedUrl(client, command, { expiresIn: seconds, signingDate });
    return { url, expiresAt: new Date(signingDate.getTime() + seconds * 1000) };
  }
}
