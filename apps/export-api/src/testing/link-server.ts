import type { Destination } from '@hub/event-contracts';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** storage-router's internal door, as far as this service uses it: gives links and remembers what was asked, and says where files go. */
export class LinkServer {
  filesOrigin = 'https://files.example';
  /** Of every project. */
  destination: Destination | null = null;
  readonly asked: { token: unknown; body: unknown }[] = [];
  private port = 0;
  private readonly server: Server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') return void response.end(JSON.stringify({ destination: this.destination }));
    const body = (await json(request)) as { location: { key: string } };
    this.asked.push({ token: request.headers['x-internal-token'], body });
    const url = `${this.filesOrigin}/${encodeURI(body.location.key)}?n=${this.asked.length}`;
    response.end(JSON.stringify({ url, expiresAt: '2026-11-24T11:00:00.000Z' }));
  });

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
}
