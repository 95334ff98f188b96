import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { signAgain, verifySignature, type ReceivedRequest, type SignedBy } from './verify-signature.js';

export interface SigningProxyOptions {
  /** The store behind, and a key of it. */
  readonly upstream: {
    readonly endpoint: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  /** The secrets of those who may call. */
  readonly secretOf: (accessKeyId: string) => string | null;
  /** Looks at a request whose signature is right, and gives what is passed on; throws an Error named by S3's code to refuse. */
  readonly admit: (request: ReceivedRequest, by: SignedBy) => ReceivedRequest;
}

export interface SigningProxy {
  readonly endpoint: string;
  /** Everything that was admitted, in order. */
  readonly admitted: readonly { readonly method: string; readonly url: string; readonly by: SignedBy }[];
  close(): void;
}

/**
 * Stands before a real S3 server that does not know the keys in question (sessions of STS, HMAC keys of Google): checks each
 * signature itself, then passes the request on under a key that the server knows. For small bodies: they are kept in memory.
 */
export async function startSigningProxy(options: SigningProxyOptions): Promise<SigningProxy> {
  const admitted: SigningProxy['admitted'][number][] = [];
  const server = http.createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    void incoming.toArray().then((chunks) => {
      try {
        const request = { method, url, headers, body: Buffer.concat(chunks as Buffer[]) };
        const by = verifySignature(request, options.secretOf);
        const passed = options.admit(request, by);
        admitted.push({ method, url, by });
        passOn(passed, options, outgoing);
      } catch (error) {
        refuse(error, outgoing);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    admitted,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What speaks for the caller's key, or for one connection, is not passed on. */
const dropped =
  /^(authorization|connection|expect|amz-sdk-.*|x-amz-date|x-amz-content-sha256|x-amz-security-token|x-amz-user-agent)$/;

function passOn(request: ReceivedRequest, { upstream }: SigningProxyOptions, outgoing: http.ServerResponse): void {
  const { host } = new URL(upstream.endpoint);
  const kept = Object.entries(request.headers).filter(([name]) => !dropped.test(name));
  const [path = '', query = ''] = request.url.split('?');
  const rest = query.split('&').filter((pair) => !/^(X-Amz-|$)/.test(pair));
  const url = rest.length > 0 ? `${path}?${rest.join('&')}` : path;
  const passed = { ...request, url, headers: { ...Object.fromEntries(kept), host } };
  const headers = signAgain(passed, upstream);
  http
    .request(upstream.endpoint, { method: request.method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    })
    .once('error', (error) => outgoing.destroy(error))
    .end(request.body);
}

function refuse(error: unknown, outgoing: http.ServerResponse): void {
  const [code = 'AccessDenied'] = (error instanceof Error ? error.message : '').split(':');
  const status = /^(NotImplemented|ExcessHeaderValues|InvalidToken)$/.test(code) ? 400 : 403;
  outgoing.writeHead(status, { 'content-type': 'application/xml' });
  outgoing.end(`<Error><Code>${code}</Code><Message>${String(error)}</Message></Error>`);
}
