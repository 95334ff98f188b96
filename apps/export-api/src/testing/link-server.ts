import type { Destination } from '@hub/event-contracts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { IssuedLinks, LinkRequest } from '../clients/storage-router.contract.js';

const times = { issuedAt: '2026-11-24T10:00:00.000Z', expiresAt: '2026-11-24T11:00:00.000Z' };
interface Revocation {
  readonly exportId: string;
  readonly ticketId?: string;
  readonly revokedBy: string;
}

/** storage-router's internal door, as far as this service uses it: gives links and remembers what was asked, and says where files go. */
export class LinkServer {
  filesOrigin = 'https://files.example';
  /** Of every project. */
  destination: Destination | null = null;
  /** Happens before somebody hears where files go. */
  beforeDestination: () => Promise<void> = async () => undefined;
  readonly asked: { token: unknown; path: string; body: LinkRequest }[] = [];
  private readonly issued: (IssuedLinks['links'][number] & { exportId: string })[] = [];
  private port = 0;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this.url;
  }

  /** On the same port again. */
  restart(): Promise<void> {
    return new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const body = request.method === 'GET' ? null : await json(request);
    if (pathname.endsWith('/destination')) await this.beforeDestination();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(this.say(request, pathname, searchParams, body)));
  }

  private say(request: IncomingMessage, path: string, query: URLSearchParams, body: unknown): unknown {
    if (path === '/internal/tickets/revoke') return this.revoke(body as Revocation);
    if (body === null && path === '/internal/links') return this.list(query);
    if (body === null) return { destination: this.destination };
    this.asked.push({ token: request.headers['x-internal-token'], path, body: body as LinkRequest });
    return this.issue(path, body as LinkRequest);
  }

  private issue(path: string, { location, channel, audit }: LinkRequest): { url: string; expiresAt: string } {
    const id = `${this.asked.length}`;
    const form = path === '/internal/tickets' ? 'ticket' : 'link';
    const { clientAddress = null, ...about } = audit;
    const revoked = { ticketId: form === 'ticket' ? id : null, revokedAt: null, revokedBy: null, isValid: true };
    this.issued.unshift({ id, form, channel, ...about, clientAddress, ...location, ...times, ...revoked });
    return { url: `${this.filesOrigin}/${encodeURI(location.key)}?n=${id}`, expiresAt: times.expiresAt };
  }

  private list(query: URLSearchParams): IssuedLinks {
    const [page, limit] = [Number(query.get('page')), Number(query.get('limit'))];
    const found = this.issued.filter(({ exportId }) => exportId === query.get('exportId'));
    return { links: found.slice((page - 1) * limit, page * limit), total: found.length };
  }

  private revoke({ exportId, ticketId, revokedBy }: Revocation): unknown {
    const valid = this.issued.filter(
      (link) =>
        link.exportId === exportId &&
        link.form === 'ticket' &&
        link.isValid &&
        (!ticketId || link.ticketId === ticketId),
    );
    for (const link of valid) Object.assign(link, { isValid: false, revokedAt: times.issuedAt, revokedBy });
    return { revoked: valid.length, signedUntil: null };
  }
}
