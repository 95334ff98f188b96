import { encodeSegment } from '@hub/object-storage';

const prefix = '/d/';

/**
 * `https://hub.example/d/<token>/<file name>`: pure ASCII, and clients that take the name from the address get the right
 * one. The token alone opens it.
 */
export const ticketAddress = (origin: string, token: string, fileName: string): string =>
  `${origin}${prefix}${token}/${encodeSegment(fileName)}`;

/** The token of such an address; empty when there is none. */
export function tokenOf(address: string): string {
  const { pathname } = new URL(address);
  return pathname.startsWith(prefix) ? (pathname.slice(prefix.length).split('/')[0] ?? '') : '';
}
