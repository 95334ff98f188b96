import type { Request } from 'express';

/** Whence clients call. */
export class ClientAddresses {
  /** How many proxies of ours stand before us; each appends the address it saw to X-Forwarded-For. */
  constructor(private readonly proxies: number) {}

  /** `203.0.113.7`. What stands in the header before our proxies' entries was written by the client and is not believed. */
  of(request: Pick<Request, 'headers' | 'socket'>): string | undefined {
    const { 'x-forwarded-for': forwarded = [] } = request.headers;
    const seen = [forwarded].flat().join(',').split(',');
    const entry =
      this.proxies > 0
        ? seen
            .map((part) => part.trim())
            .filter(Boolean)
            .at(-this.proxies)
        : undefined;
    return (entry ?? request.socket.remoteAddress)?.replace(/^::ffff:(?=\d+\.)/, '').slice(0, 100);
  }
}
