import { encodeSegment } from '@hub/object-storage';

/**
 * `https://hub.example/uploads/<token>/<file name>`: pure ASCII and without a query, because SDKs paste it unescaped into
 * the query of their next call.
 */
export const uploadAddress = (origin: string, token: string, fileName: string): string =>
  `${origin}/uploads/${token}/${encodeSegment(fileName)}`;

const tokenInPath = /\/uploads\/([\w-]{43})(?=\/|$)/;

/** The token of such an address, whatever was pasted behind it. The origin is not looked at: it may have several names. */
export const tokenOf = (address: string): string | null =>
  tokenInPath.exec(address.split(/[?#]/, 1)[0] ?? '')?.[1] ?? null;
