import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface AskedTicket {
  readonly location: { readonly key: string };
}

/** Stands where storage-router is: checks the token and gives a ticket, unless the file is gone. */
export class TicketServer {
  readonly asked: AskedTicket[] = [];
  private readonly server: Server;

  constructor(private readonly token: string) {
    this.server = createServer(async (request, response) => {
      const asked = (await json(request)) as AskedTicket;
      this.asked.push(asked);
      const allowed = request.headers['x-internal-token'] === this.token && request.url === '/internal/tickets';
      const status = allowed ? (asked.location.key === 'gone.zip' ? 410 : 201) : 403;
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ url: 'http://hub.example/d/ticket-1', expiresAt: '2026-12-01T00:00:00.000Z' }));
    });
  }

  /** Gives its address. */
  async start(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }
}
