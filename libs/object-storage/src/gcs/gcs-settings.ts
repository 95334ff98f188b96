import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { Failure } from '@hub/failures';

/** A service account and where to reach the store. `clientEmail` and `privateKey` are all we take of a key file. */
export interface GcsSettings {
  readonly clientEmail: string;
  /** PEM. Line ends may be written as `\n`, as they are inside of a key file. */
  readonly privateKey: string;
  /** Another store that speaks Google's JSON API. It is asked without a token, unless `tokenEndpoint` says where to get one. */
  readonly endpoint?: string;
  readonly tokenEndpoint?: string;
  /** Guarded agents, where the addresses are checked at the socket. */
  readonly agents?: { readonly http: HttpAgent; readonly https: HttpsAgent };
  /** Ms of silence after which a call has failed. Default: a minute. */
  readonly silenceMs?: number;
}

export const googleEndpoint = 'https://storage.googleapis.com';
export const googleTokenEndpoint = 'https://oauth2.googleapis.com/token';

/** Errors: `bad-request` when it is no RSA key. Never shows any of it. */
export function readPrivateKey(pem: string): KeyObject {
  const key = parsed(pem.replaceAll('\\n', '\n'));
  if (key?.asymmetricKeyType === 'rsa') return key;
  throw new Failure('bad-request', 'user', 'The private key cannot be read', {
    field: 'privateKey',
    expected: 'the private_key of a service account’s key file, from -----BEGIN to END PRIVATE KEY-----',
  });
}

function parsed(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
