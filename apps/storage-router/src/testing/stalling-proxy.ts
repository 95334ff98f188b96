import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a client and a server and, when told, lets no byte through any more: a slice can be killed in its middle. */
export class StallingProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private left = Number.POSITIVE_INFINITY;
  private stalled: () => void = () => undefined;

  private constructor(target: URL) {
    this.server = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      for (const socket of [client, upstream]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => this.sockets.delete(socket));
      }
      client.on('data', (bytes: Buffer) => this.forward(client, upstream, bytes));
      upstream.pipe(client);
      client.on('close', () => upstream.destroy());
    });
  }

  static async open(target: string): Promise<StallingProxy> {
    const proxy = new StallingProxy(new URL(target));
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when `bytes` more have been sent to the server; from then on nothing passes until `release`. */
  stallAfter(bytes: number): Promise<void> {
    this.left = bytes;
    return new Promise((resolve) => (this.stalled = resolve));
  }

  release(): void {
    this.left = Number.POSITIVE_INFINITY;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private forward(client: Socket, upstream: Socket, bytes: Buffer): void {
    this.left -= bytes.length;
    if (this.left < 0) {
      client.pause();
      this.stalled();
    } else if (!upstream.write(bytes)) {
      client.pause();
      upstream.once('drain', () => client.resume());
    }
  }
}
