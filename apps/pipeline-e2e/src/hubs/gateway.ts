import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { GatewayRoute } from './gateway-table.js';

/** A small stand-in for nginx where the system runs without containers: one port, requests forwarded by path. */
export class Gateway {
  /** Sockets that were upgraded: the server takes no more notice of them. */
  private readonly upgraded = new Set<Socket>();
  private readonly server = createServer((incoming, outgoing) => {
    const port = this.portOf(incoming);
    if (port === null) return void outgoing.writeHead(404).end();
    const forwarded = request(
      { host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });

  constructor(
    private readonly table: readonly GatewayRoute[],
    private readonly ports: ReadonlyMap<string, number>,
  ) {
    this.server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      const port = this.portOf(incoming);
      if (port === null) return void socket.destroy();
      this.upgraded.add(socket);
      socket.on('close', () => this.upgraded.delete(socket));
      const headers = incoming.rawHeaders.reduce(
        (lines, value, i) => (i % 2 ? `${lines}${value}\r\n` : `${lines}${value}: `),
        '',
      );
      const upstream = connect(port, '127.0.0.1', () => {
        upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers}\r\n`);
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    });
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    for (const socket of this.upgraded) socket.destroy();
    await closed;
  }

  private portOf(incoming: IncomingMessage): number | null {
    const path = (incoming.url ?? '/').split('?', 1)[0] ?? '/';
    const service = this.table.find((route) => route.path.test(path))?.service;
    return (service && this.ports.get(service)) || null;
  }
}
