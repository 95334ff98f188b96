/** RFC 3986 unreserved characters only, so that no client re-encodes anything. */
export const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Says "save as": a plain ASCII name for old clients and the true one. Source: RFC 6266 §5, RFC 8187. */
export function contentDisposition(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeSegment(fileName)}`;
}
