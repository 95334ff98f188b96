import { startSigningProxy, type SigningProxy, type SigningProxyOptions } from './signing-proxy.js';
import type { ReceivedRequest, SignedBy } from './verify-signature.js';

/**
 * Cloud Storage's XML API with an HMAC key, in front of a real S3 server: Google's signatures and its rules for conditions.
 * No real Cloud Storage can be reached where the tests run. What it does otherwise than S3, and the source of it:
 * - `If-None-Match` of a PUT or POST is taken and ignored ("Request preconditions": for GET and HEAD only);
 * - `x-goog-if-generation-match: 0` is its own; `x-goog-…` beside `x-amz-…` is refused (ExcessHeaderValues);
 * - no condition in the requests of an upload in parts (400 NotImplemented).
 */
export function startGoogleXmlTwin(
  upstream: SigningProxyOptions['upstream'],
  key: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<SigningProxy> {
  return startSigningProxy({
    upstream,
    secretOf: (accessKeyId) => (accessKeyId === key.accessKeyId ? key.secretAccessKey : null),
    admit,
  });
}

function admit(request: ReceivedRequest, { dialect, region, service }: SignedBy): ReceivedRequest {
  const names = Object.keys(request.headers);
  const google = names.some((name) => name.startsWith('x-goog-'));
  const amazon = names.some((name) => name.startsWith('x-amz-'));
  if (google && amazon) throw new Error('ExcessHeaderValues: Requests cannot specify both x-amz and x-goog headers.');
  if (google !== (dialect === 'GOOG4') && names.includes('authorization')) throw new Error('SignatureDoesNotMatch');
  if (region !== 'auto' || service !== (google ? 'storage' : 's3')) throw new Error('SignatureDoesNotMatch');
  const conditional = request.headers['x-goog-if-generation-match'] !== undefined;
  if (conditional && /[?&](uploads|uploadId)\b/.test(request.url))
    throw new Error('NotImplemented: no conditions here');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name === 'if-none-match' && /^(PUT|POST)$/.test(request.method)) continue;
    if (name === 'x-goog-if-generation-match') headers['if-none-match'] = '*';
    else headers[name.replace(/^x-goog-/, 'x-amz-')] = String(value);
  }
  return { ...request, headers };
}
