import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '@hub/failures';

/** Sends a request on to the service that owns its path: the first route whose pattern fits. */
export interface Route {
  readonly path: RegExp;
  /** Null: the path exists inside only, the answer is 404. */
  readonly target: Server | null;
}

/** One port for all services, as the gateway does in production. Requests are handed over in process, sockets too. */
export class EdgeServer {
  private readonly server = createServer((request, response) => {
    const target = this.targetOf(request);
    if (target) target.emit('request', request, response);
    else
      response
        .writeHead(404, { 'content-type': 'application/json' })
        .end('{"status":"fail","code":"not-found","message":"There is nothing here."}');
  });
  private readonly sockets = new Set<Socket>();

  constructor(private readonly routes: readonly Route[]) {
    // longer than clients keep an idle connection: they must not reuse one that is just being closed
    this.server.keepAliveTimeout = 75_000;
    // an import lasts as long as its upload: Node would cut it after 300 s
    this.server.requestTimeout = 0;
    this.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      const target = this.targetOf(request);
      if (!target?.listenerCount('upgrade')) socket.destroy();
      else target.emit('upgrade', request, socket, head);
    });
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /** Throws Failure `port-taken`. */
  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? portTaken(port) : error),
      );
      this.server.listen(port, host, () => resolve());
    });
  }

  /** Lets running answers finish for a moment, then ends every connection. */
  async close(graceMs = 2000): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const timer = setTimeout(() => this.sockets.forEach((socket) => socket.destroy()), graceMs);
    await closed;
    clearTimeout(timer);
  }

  private targetOf(request: IncomingMessage): Server | null | undefined {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    return this.routes.find((route) => route.path.test(path))?.target;
  }
}

/** Says at once what would go wrong at the end of a long start. Throws Failure `port-taken`. */
export function assertPortFree(port: number, host: string): Promise<void> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portTaken(port) : error),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function portTaken(port: number): Failure {
  return new Failure(
    'port-taken',
    'user',
    `Port ${port} is taken by another program. Stop it, or choose another one: PORT=${port + 1} npm start`,
    {
      field: 'PORT',
      value: String(port),
    },
  );
}
