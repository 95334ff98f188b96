import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Bucket } from '../object-storage.js';
import { strangeServiceAccount } from '../testing/temporary-gcs-bucket.js';
import { openGcsBucket } from './open-gcs-bucket.js';

const mebibyte = 1024 * 1024;
const whole = 200;
const piece = Buffer.alloc(mebibyte, 'x');

/** Keeps nothing: counts bytes in either direction. */
let server: Server;
let received = 0;
let sent = 0;
let bucket: Bucket;
beforeEach(async () => {
  received = sent = 0;
  async function* media(): AsyncGenerator<Buffer> {
    for (; sent < whole; sent++) yield piece;
  }
  server = createServer(async (request, response) => {
    for await (const chunk of request) if (request.method === 'PUT') received += (chunk as Buffer).length;
    const { host, 'content-range': range = '' } = request.headers;
    const resource = { name: 'key', size: `${whole * mebibyte}`, generation: '1' };
    if (request.url?.includes('alt=media')) Readable.from(media()).pipe(response);
    else if (request.method === 'POST')
      response.setHeader('location', `http://${host}/upload/storage/v1/b/b/o?upload_id=1`).end();
    else if (range.endsWith('/*')) response.writeHead(308, { range: `bytes=0-${received - 1}` }).end();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(resource));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  bucket = openGcsBucket({ ...strangeServiceAccount(), endpoint }, 'b');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('200 MiB', () => {
  it('are sent without being held: never more than three parts and what sockets hold', async () => {
    let most = 0;
    async function* source(): AsyncGenerator<Buffer> {
      for (let given = 1; given <= whole; given++) {
        yield piece;
        most = Math.max(most, given - received / mebibyte);
      }
    }
    expect(await bucket.putStream('key', Readable.from(source()))).toMatchObject({ bytes: whole * mebibyte });
    expect(received).toBe(whole * mebibyte);
    expect(most).toBeGreaterThan(8);
    expect(most).toBeLessThanOrEqual(3 * 8 + 2);
  });

  it('are read as fast as the reader takes them', async () => {
    let read = 0;
    let most = 0;
    for await (const chunk of await bucket.get('key')) {
      read += (chunk as Buffer).length;
      most = Math.max(most, sent - read / mebibyte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(read).toBe(whole * mebibyte);
    expect(most).toBeLessThan(40);
  });
});
