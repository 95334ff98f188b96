/** What the SDK throws: an error of the store, of the network, or of its own. */
export interface StoreError extends Error {
  readonly code?: string;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> };
}

const name = /^[a-z0-9-]{1,42}$/;
const redirects = new Set([301, 307, 308]);

/**
 * The region a store says the bucket is in, when it refuses a call for its region: a redirect or a malformed signature. A
 * HEAD is told so in a header only. AWS sends that header with other answers too; those say nothing.
 */
export function regionNamedIn(error: StoreError): string | undefined {
  const status = error.$metadata?.httpStatusCode ?? 0;
  const refused = redirects.has(status) || status === 400;
  const said = refused ? (error.Region ?? error.$response?.headers?.['x-amz-bucket-region']) : undefined;
  return said !== undefined && name.test(said) ? said : undefined;
}
