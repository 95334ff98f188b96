import { safeEntryName } from '@hub/archive';

/** `<origin>/uploads/<token>/<name>`: ASCII, without a query, so that clients may paste it into one. */
export const uploadAddress = (origin: string, token: string, fileName: string): string =>
  `${origin}/uploads/${token}/${encodeURIComponent(fileName).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** The token of such an address, also of one that was pasted into a query with what followed it; null for any other. */
export function tokenIn(address: string, origin: string): string | null {
  const path = address.split(/[?#&]/, 1)[0] ?? '';
  if (!path.startsWith(`${origin}/uploads/`)) return null;
  const token = path.slice(`${origin}/uploads/`.length).split('/', 1)[0] ?? '';
  return /^[A-Za-z0-9_-]{40,64}$/.test(token) ? token : null;
}

/** The last part of a wished name, which may be a whole key, as every disk takes it. */
export const uploadName = (wished: string): string => safeEntryName(wished.split('/').at(-1) ?? '');
