import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkOptions, LinkSigner } from '../object-storage.js';
import { Failure } from '@hub/failures';
import { encodeSegment } from '../links/content-disposition.js';

export interface FolderLinkSettings {
  /** Origin the users see, without a final slash. */
  readonly publicUrl: string;
  readonly secret: string;
}

/** What a link allows: one object, under one name, until then. Query names must not be name, url, project, type, storageId. */
export interface FolderLink {
  readonly bucket: string;
  readonly key: string;
  /** Unix seconds. */
  readonly expires: number;
  readonly fileName: string;
  readonly signature: string;
}

const sign = (secret: string, bucket: string, key: string, expires: number, fileName: string): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify([bucket, key, expires, fileName]))
    .digest();

/** Signs links that storage-router's `/files` serves. */
export class FolderLinkSigner implements LinkSigner {
  constructor(
    private readonly bucket: string,
    private readonly settings: FolderLinkSettings,
  ) {}

  signDownload(key: string, { expiresIn, fileName }: LinkOptions): Promise<{ url: string; expiresAt: Date }> {
    const expires = Math.floor(Date.now() / 1000) + Math.max(1, Math.floor(expiresIn));
    const sig = sign(this.settings.secret, this.bucket, key, expires, fileName).toString('base64url');
    const path = [this.bucket, ...key.split('/')].map(encodeSegment).join('/');
    const url = `${this.settings.publicUrl}/files/${path}?expires=${expires}&fn=${encodeSegment(fileName)}&sig=${sig}`;
    return Promise.resolve({ url, expiresAt: new Date(expires * 1000) });
  }
}

/** Throws Failure: `forbidden` for a link that is not ours or was changed, `gone` for one that has expired. */
export function verifyFolderLink(link: FolderLink, secret: string, now: Date = new Date()): void {
  const expected = sign(secret, link.bucket, link.key, link.expires, link.fileName);
  const given = Buffer.from(link.signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Failure('forbidden', 'user', 'The signature of this link is not valid');
  if (link.expires * 1000 <= now.getTime()) {
    throw new Failure('gone', 'user', 'This link has expired: open the export in the Hub for a fresh one');
  }
}
