import { createPrivateKey } from 'node:crypto';
import { Failure } from '@hub/failures';

/**
 * A service account and where to reach the store. `clientEmail` and `privateKey` are all we take of a key file.
 * There are no guarded agents here: Google's client library takes none, and the addresses it calls are Google's own or
 * `endpoint`, a setting of the operator. Addresses of uploads, which come back from outside, must be on the same host.
 */
export interface GcsSettings {
  readonly clientEmail: string;
  /** PEM. Line ends may be written as `\n`, as they are inside of a key file. */
  readonly privateKey: string;
  /** Another store that speaks Google's JSON API. It is asked without a token, unless `tokenEndpoint` says where to get one. */
  readonly endpoint?: string;
  readonly tokenEndpoint?: string;
  /** Ms of silence after which a call has failed. Default: a minute. */
  readonly silenceMs?: number;
}

export const googleEndpoint = 'https://storage.googleapis.com';

/** What a key file holds; said where another text was given. */
export const expectedPrivateKey =
  'the private_key of a service account’s key file, from -----BEGIN to END PRIVATE KEY-----';

const withLineEnds = (written: string): string => written.replaceAll('\\n', '\n');

/** The PEM with its line ends. Errors: `bad-request` when it is no RSA key. Never shows any of it. */
export function readPrivateKey(written: string): string {
  if (isPrivateKey(written)) return withLineEnds(written);
  throw new Failure('bad-request', 'user', 'The private key cannot be read', {
    field: 'privateKey',
    expected: expectedPrivateKey,
  });
}

/** Whether it can sign as a service account does: RSA, whole, without a passphrase. */
export function isPrivateKey(written: string): boolean {
  try {
    return createPrivateKey(withLineEnds(written)).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
