import type { S3Client } from '@aws-sdk/client-s3';
import { goog4Authorization, type HmacKey } from './goog4-signature.js';

interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
}
const isRequest = (request: unknown): request is SignedRequest =>
  typeof request === 'object' && request !== null && 'headers' in request && 'path' in request;

/**
 * Cloud Storage takes S3's `If-None-Match: *` of a PUT and ignores it: the second writer would overwrite the first. Its own
 * condition is `x-goog-if-generation-match: 0`, which it refuses beside `x-amz-…` headers ("Requests cannot specify both
 * x-amz and x-goog headers"), and S3's signature needs those. So a conditional PUT goes out in Google's own dialect.
 * Source: Cloud Storage, "Request preconditions", "HMAC keys"; error ExcessHeaderValues.
 */
export function speakGoogleConditions(client: S3Client, key: HmacKey): void {
  client.middlewareStack.add(
    (next) => (input) => {
      const { request } = input;
      if (isRequest(request) && request.method === 'PUT' && request.headers['if-none-match'] === '*')
        request.headers = inGoogleDialect(request, key);
      return next(input);
    },
    // the last to see the request, at every attempt: after S3's own signature
    { step: 'finalizeRequest', priority: 'low', name: 'speakGoogleConditions' },
  );
}

function inGoogleDialect(request: SignedRequest, key: HmacKey): Record<string, string> {
  const headers: Record<string, string> = { 'x-goog-if-generation-match': '0' };
  for (const [name, value] of Object.entries(request.headers)) {
    const lower = name.toLowerCase();
    if (/^(if-none-match|authorization|x-amz-user-agent)$/.test(lower)) continue;
    headers[lower.replace(/^x-amz-/, 'x-goog-')] = value;
  }
  headers['authorization'] = goog4Authorization({ ...request, headers }, key);
  return headers;
}
