import { Failure, type Fault } from '@hub/failures';
import { networkCodeIn } from '../guard/network-codes.js';
import { byName } from './s3-error-names.js';
import { regionNamedIn, type StoreError } from './s3-regions.js';

/** Node and OpenSSL: another host's certificate, an unknown issuer, one that has expired; no TLS at all. */
const untrusted = /\b(CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|EPROTO)\b/;
/** Node's parser: what came back is no HTTP. */
const noHttp = /\bHPE_\w+|Parse Error: [\w ]+/;
const unreadable = /XML parse error|Deserialization error/;

/**
 * What the store or the network said, as a failure of the port. Refusals keep the store's own words.
 * `region`: the one we signed for, to tell a store that expects another one (`wrong-region`).
 */
export function classifyS3Error(thrown: unknown, region?: string): Failure {
  const error = thrown as StoreError;
  const right = regionNamedIn(error);
  if (right && right !== region) return wrongRegion(right, region, error);
  const named = byName[error.name];
  if (named) return new Failure(named.code, named.fault, named.message, { cause: thrown });
  return withoutAnswer(error) ?? byStatus(error.$metadata?.httpStatusCode ?? 0, error);
}

/** Nothing came back, or nothing that a store says. */
function withoutAnswer(error: StoreError): Failure | null {
  const { code = '', message } = error;
  const as = (slug: string, fault: Fault, said: string) => new Failure(slug, fault, said, { cause: error });
  if (code === 'ABORT_ERR') return as('aborted', 'transient', 'The call was stopped');
  // the SDK wraps what it takes for no error of its own, and then only the message still has the code; but what a store
  // writes into a message of its own says nothing of the network
  const words = error.$metadata?.httpStatusCode ? code : `${code} ${message}`;
  const unreachable = networkCodeIn(words);
  if (unreachable) return as('store-unavailable', 'transient', `The store cannot be reached (${unreachable})`);
  const certificate = untrusted.exec(words)?.[0];
  if (certificate) return as('store-refused', 'destination', `The store's certificate is refused (${certificate})`);
  const parser = noHttp.exec(words)?.[0];
  return parser ? as('store-refused', 'destination', `The address does not answer in HTTP (${parser})`) : null;
}

const statuses: readonly (readonly [(status: number) => boolean, string, Fault, string])[] = [
  [(status) => status === 404, 'object-missing', 'user', 'There is no such object'],
  [(status) => status === 412, 'object-exists', 'user', 'There is an object under this key already'],
  [(status) => status === 416, 'bad-range', 'user', 'The range lies outside of the object'],
  [(status) => status === 429, 'store-throttled', 'transient', 'The store asks us to slow down'],
];

function byStatus(status: number, error: StoreError): Failure {
  const as = (slug: string, fault: Fault, words: string) => new Failure(slug, fault, words, { cause: error });
  // a HEAD is refused without a word
  const words = error.message === 'UnknownError' ? `HTTP ${status}` : `${error.name}: ${error.message}`.slice(0, 500);
  if (unreadable.test(error.message) && status < 500)
    return as('store-refused', 'destination', `The address does not answer like a store (HTTP ${status})`);
  const known = statuses.find(([applies]) => applies(status));
  if (known) return as(known[1], known[2], known[3]);
  if (status === 401 || status === 403) return as('access-denied', 'destination', `The store refused us: ${words}`);
  if (status === 501) return as('store-refused', 'destination', `The store cannot do what we need: ${words}`);
  if (status === 507) return as('store-full', 'transient', `The store is full: ${words}`);
  if (status >= 500) return as('store-unavailable', 'transient', `The store is not able to answer: ${words}`);
  if (status >= 400) return as('store-refused', 'destination', `The store refused the call: ${words}`);
  if (status >= 300)
    return as('store-refused', 'destination', `The store sends us to another address (HTTP ${status}): not followed`);
  return as('unexpected', 'hub', words);
}

function wrongRegion(right: string, signedFor: string | undefined, error: StoreError): Failure {
  return new Failure('wrong-region', 'destination', `The bucket is in the region ${right}: enter that one`, {
    field: 'region',
    value: signedFor,
    expected: right,
    cause: error,
  });
}
