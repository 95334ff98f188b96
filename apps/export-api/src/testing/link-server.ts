import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** storage-router's internal door, as far as this service uses it: gives links and remembers what was asked. */
export class LinkServer {
  filesOrigin = 'https://files.example';
  readonly asked: { token: unknown; body: unknown }[] = [];
  private readonly server: Server = createServer(async (request, response) => {
    const body = (await json(request)) as { location: { key: string } };
    this.asked.push({ token: request.headers['x-internal-token'], body });
    const url = `${this.filesOrigin}/${encodeURI(body.location.key)}?n=${this.asked.length}`;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url, expiresAt: '2026-11-24T11:00:00.000Z' }));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
