import type { Readable } from 'node:stream';
import type { Bucket } from '../object-storage.js';

/** What a stand-in leaves out that the store itself does. Each is proved elsewhere, see the spec that names it. */
export type Gap =
  /** Signed links are answered whatever their signature. */
  | 'link-signatures'
  /** A part that is sent again is stored again. */
  | 'parts-again'
  /** An upload that was aborted goes on. */
  | 'abort';

export interface BucketUnderTest {
  readonly bucket: Bucket;
  /** The same one, as another process opens it. */
  readonly reopened?: Bucket;
  /** Parts as small as the store allows. */
  readonly partBytes: number;
  /** Fetches a signed link; absent where a service has to answer it. */
  readonly fetchLink?: (url: string, init?: RequestInit) => Promise<Response>;
}

/** How the store differs from others. */
export interface StoreTraits {
  /** It can be asked which uploads are unfinished. Default: yes. */
  readonly listsUploads?: boolean;
  /** It refuses an object that is not the one `begin` announced. Default: no, the caller compares. */
  readonly checksExpected?: boolean;
  /** These behaviours are skipped, visibly. */
  readonly gaps?: readonly Gap[];
}

export type OpenBucketUnderTest = () => Promise<BucketUnderTest>;
/** A key of this run. */
export type KeyOf = (rest: string) => string;

export const unless = (skipped: boolean | undefined): jest.It => (skipped ? it.skip : it);

export const bytesOf = async (stream: Readable): Promise<Buffer> => Buffer.concat((await stream.toArray()) as Buffer[]);
export const failure = (code: string): object => expect.objectContaining({ name: 'Failure', code });
