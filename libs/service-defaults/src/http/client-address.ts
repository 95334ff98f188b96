import type { Request } from 'express';

/**
 * Whence a client calls: `203.0.113.7`. `proxies` of ours stand before us and each appended the address it saw to
 * X-Forwarded-For; what stands before those entries was written by the client and is not believed.
 */
export function clientAddress(request: Pick<Request, 'headers' | 'socket'>, proxies: number): string | undefined {
  const { 'x-forwarded-for': forwarded = [] } = request.headers;
  const seen = [forwarded].flat().join(',').split(',');
  const entry =
    proxies > 0
      ? seen
          .map((part) => part.trim())
          .filter(Boolean)
          .at(-proxies)
      : undefined;
  return (entry ?? request.socket.remoteAddress)?.replace(/^::ffff:(?=\d+\.)/, '').slice(0, 100);
}
