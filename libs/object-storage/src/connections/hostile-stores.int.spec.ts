import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { guardSettings } from '@hub/guarded-agent';
import type { Bucket } from '../object-storage.js';
import { openConnection } from './open-connection.js';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A server on loopback, and how often it was asked. */
async function serverThat(answers: Answer): Promise<{ port: number; visits: () => number }> {
  let visits = 0;
  const server = http.createServer((request, response) => {
    visits++;
    request.resume();
    answers(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, visits: () => visits };
}

const silenceMs = 400;

function open(endpoint: string, allow: string): Bucket {
  const keys = { accessKeyId: 'id', secretAccessKey: 'not-for-anybody', checksums: 'none', pathStyle: true } as const;
  const guard = guardSettings.parse({ OUTBOUND_ALLOW: allow });
  return openConnection({ kind: 's3-compatible', endpoint, region: 'us-east-1', ...keys }, 'bucket', {
    guard,
    silenceMs,
  });
}

const failure = (code: string, rest: object = {}): Error => expect.objectContaining({ name: 'Failure', code, ...rest });
const took: Answer = (_request, response) => {
  response.setHeader('etag', '"1"').end();
};

describe('a store at an inner address', () => {
  it('is refused when it is entered, although a server listens there', async () => {
    const inner = await serverThat(took);
    for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '0x7f000001', '127.1'])
      expect(() => open(`http://${host}:${inner.port}`, '')).toThrow(failure('address-refused', { field: 'endpoint' }));
    expect(inner.visits()).toBe(0);
  });

  it('is refused at the socket when a name leads there', async () => {
    const inner = await serverThat(took);
    const bucket = open(`http://localhost:${inner.port}`, '10.0.0.0/8');
    await expect(bucket.put('key', Buffer.from('x'))).rejects.toEqual(failure('address-refused', { retryable: false }));
    await expect(bucket.head('key')).rejects.toEqual(failure('address-refused'));
    await expect(bucket.list('')[Symbol.asyncIterator]().next()).rejects.toEqual(failure('address-refused'));
    expect(inner.visits()).toBe(0);
  });

  it('is called when the operator allows it', async () => {
    const inner = await serverThat(took);
    const bucket = open(`http://localhost:${inner.port}`, `127.0.0.1:${inner.port}`);
    await expect(bucket.put('key', Buffer.from('x'))).resolves.toMatchObject({ bytes: 1 });
    expect(inner.visits()).toBe(1);
  });
});

describe('a store that sends us elsewhere', () => {
  it.each([301, 302, 303, 307, 308])('is not followed at %i', async (status) => {
    const inner = await serverThat(took);
    const store = await serverThat((_request, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${inner.port}/bucket/key` }).end();
    });
    const bucket = open(`http://127.0.0.1:${store.port}`, '127.0.0.1');
    await expect(bucket.put('key', Buffer.from('x'))).rejects.toEqual(failure('store-refused'));
    await expect(bucket.get('key')).rejects.toEqual(failure('store-refused'));
    await expect(bucket.head('key')).rejects.toEqual(failure('store-refused'));
    expect([store.visits(), inner.visits()]).toEqual([3, 0]);
  });

  it('for another region is an error that names it', async () => {
    const store = await serverThat((request, response) => {
      response.writeHead(301, { 'x-amz-bucket-region': 'eu-central-1' });
      response.end(request.method === 'HEAD' ? undefined : '<Error><Code>PermanentRedirect</Code></Error>');
    });
    const bucket = open(`http://127.0.0.1:${store.port}`, '127.0.0.1');
    const wrong = failure('wrong-region', { fault: 'destination', field: 'region', expected: 'eu-central-1' });
    await expect(bucket.put('key', Buffer.from('x'))).rejects.toEqual(wrong);
    await expect(bucket.head('key')).rejects.toEqual(wrong);
    await expect(bucket.uploads.begin('key')).rejects.toEqual(wrong);
    expect(store.visits()).toBe(3);
  });
});

describe('a store that wants our time', () => {
  it('and never answers is left', async () => {
    const store = await serverThat(() => undefined);
    const bucket = open(`http://127.0.0.1:${store.port}`, '127.0.0.1');
    await expect(bucket.head('key')).rejects.toEqual(failure('store-unavailable', { retryable: true }));
  });

  it('and answers for ever, a little at a time, is left', async () => {
    const store = await serverThat((_request, response) => {
      response.writeHead(403);
      const drip = setInterval(() => response.write(' '), silenceMs / 10);
      response.on('close', () => clearInterval(drip));
    });
    const bucket = open(`http://127.0.0.1:${store.port}`, '127.0.0.1');
    await expect(bucket.put('key', Buffer.from('x'))).rejects.toEqual(failure('store-unavailable'));
  });

  it('and stops within an object ends that object', async () => {
    const store = await serverThat((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('half');
    });
    const bucket = open(`http://127.0.0.1:${store.port}`, '127.0.0.1');
    await expect((await bucket.get('key')).toArray()).rejects.toEqual(failure('store-unavailable'));
  });
});

describe('a store that wants our memory', () => {
  const mebibyte = Buffer.alloc(1024 * 1024, ' ');
  const most = 400;

  /** Sends up to 400 MiB, as fast as they are taken, and counts them. */
  function flood(status: number, begin: string): { answer: Answer; sent: () => number } {
    let sent = 0;
    const answer: Answer = (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.write(begin);
      const more = (): void => {
        while (sent < most && !response.destroyed) {
          sent++;
          if (!response.write(mebibyte)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    return { answer, sent: () => sent };
  }

  it.each([
    [
      'an error',
      403,
      '<Error><Code>AccessDenied</Code><Message>',
      (bucket: Bucket) => bucket.put('k', Buffer.from('x')),
    ],
    ['an error for an object', 404, '<Error>', (bucket: Bucket) => bucket.get('k')],
    ['the name of an upload', 200, '<InitiateMultipartUploadResult>', (bucket: Bucket) => bucket.uploads.begin('k')],
    ['a list', 200, '<ListBucketResult>', (bucket: Bucket) => bucket.list('')[Symbol.asyncIterator]().next()],
  ])('with %s of 400 MiB is left after a few', async (_what, status, begin, call) => {
    const { answer, sent } = flood(status, begin);
    const store = await serverThat(answer);
    const bucket = open(`http://127.0.0.1:${store.port}`, '127.0.0.1');
    await expect(call(bucket)).rejects.toEqual(
      failure('store-refused', { message: expect.stringContaining('too long') }),
    );
    // our 8 MiB, and what the sockets and both ends hold
    expect(sent()).toBeLessThan(40);
  });

  it('with endless headers is left', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = (): void => {
        if (socket.writable) socket.write(`x-more: ${'y'.repeat(4000)}\r\n`, more);
      };
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const bucket = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '127.0.0.1');
    await expect(bucket.head('key')).rejects.toEqual(failure('store-refused'));
  });
});

describe('an address that is no store', () => {
  it.each([
    ['a page', 200, '<html><body>hello<br></body></html>'],
    ['a page that says it is not there', 404, '<html><body>not here<br></body></html>'],
    ['JSON', 403, '{"error":"no"}'],
  ])('is told from one by %s', async (_what, status, text) => {
    const store = await serverThat((_request, response) => {
      response.writeHead(status).end(text);
    });
    const bucket = open(`http://127.0.0.1:${store.port}`, '127.0.0.1');
    await expect(bucket.put('key', Buffer.from('x'))).rejects.toEqual(failure('store-refused'));
    await expect(bucket.uploads.begin('key')).rejects.toBeDefined();
  });

  it('is told by its certificate, or by none', async () => {
    const store = await serverThat(took);
    const bucket = open(`https://127.0.0.1:${store.port}`, '127.0.0.1');
    await expect(bucket.head('key')).rejects.toEqual(failure('store-refused', { fault: 'destination' }));
  });
});
