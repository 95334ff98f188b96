import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';
import { FaultyStore } from '@hub/testing';
import type { Bucket } from '../object-storage.js';
import { GcsTwin } from '../testing/gcs-twin/gcs-twin.js';
import { openGcsBucket } from './open-gcs-bucket.js';

const everything = { depth: 20, showHidden: true };
let twin: GcsTwin;
beforeEach(async () => {
  twin = await GcsTwin.start();
});
afterEach(() => twin.stop());
const open = (name = twin.bucket) => openGcsBucket(twin.settings(), name);

describe('access tokens', () => {
  it('are asked for once, however many calls there are', async () => {
    const bucket = open();
    await Promise.all(['a', 'b', 'c'].map((key) => bucket.put(key, Buffer.from(key))));
    await bucket.head('a');
    expect(twin.authority.given).toBe(1);
  });

  it('that Google took back are refused, in the words of the store and without the token', async () => {
    const bucket = open();
    await bucket.put('a', Buffer.from('a'));
    twin.authority.revokeTokens();
    const denied: unknown = await bucket.head('a').catch((error: unknown) => error);
    expect(denied).toMatchObject({ code: 'access-denied', message: expect.stringContaining('Invalid Credentials') });
    expect(inspect(denied, everything)).not.toMatch(/bearer/i);
  });

  it('are refused when the key was deleted, in Google’s words', async () => {
    twin.authority.keyDeleted = true;
    await expect(open().head('a')).rejects.toMatchObject({
      code: 'access-denied',
      fault: 'destination',
      message: expect.stringContaining('Invalid JWT Signature.'),
    });
    const refused: unknown = await open()
      .uploads.begin('a')
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'access-denied' });
    expect(inspect(refused, everything)).not.toMatch(/assertion|eyJ|PRIVATE KEY/);
    // a key that is put back works without opening anew
    const bucket = open();
    await expect(bucket.head('a')).rejects.toMatchObject({ code: 'access-denied' });
    twin.authority.keyDeleted = false;
    expect(await bucket.head('a')).toBeNull();
  });

  it('are refused to the key of another account', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const privateKey = stranger.export({ type: 'pkcs1', format: 'pem' }).toString();
    const bucket = openGcsBucket({ ...twin.settings(), privateKey }, twin.bucket);
    await expect(bucket.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'access-denied' });
  });

  it('are refused when our clock is wrong, and that is our fault', async () => {
    twin.authority.aheadMs = -20 * 60_000;
    await expect(open().head('a')).rejects.toMatchObject({ code: 'clock-skewed', fault: 'hub' });
  });

  it('are not needed for a session: its address is authority enough', async () => {
    const bucket = open();
    const uploadId = await bucket.uploads.begin('a');
    twin.authority.revokeTokens();
    await bucket.uploads.uploadPart('a', uploadId, { number: 1, offset: 0, last: true }, Buffer.from('a'));
    expect(twin.objects.get('a').body.toString()).toBe('a');
    expect(twin.authority.given).toBe(1);
  });
});

describe('the library', () => {
  it('leaves keys as they are that look like its own placeholder', async () => {
    const bucket = open();
    await bucket.put('{{projectId}}/$&', Buffer.from('odd'));
    expect(twin.objects.get('{{projectId}}/$&').body.toString()).toBe('odd');
    expect(await bucket.head('{{projectId}}/$&')).toMatchObject({ bytes: 3 });
    expect(await bucket.list('{{projectId}}')[Symbol.asyncIterator]().next()).toMatchObject({ done: false });
  });
});

describe('a store that refuses', () => {
  it('says so for a bucket that is not there', async () => {
    const nowhere = open('nowhere');
    const missing = { code: 'bucket-missing', fault: 'destination' };
    await expect(nowhere.put('a', Buffer.from('x'))).rejects.toMatchObject(missing);
    await expect(nowhere.head('a')).rejects.toMatchObject(missing);
    await expect(nowhere.delete('a')).rejects.toMatchObject(missing);
    await expect(nowhere.uploads.begin('a')).rejects.toMatchObject(missing);
  });

  it('counts as unavailable when nobody answers', async () => {
    const silent = openGcsBucket({ ...twin.settings('http://127.0.0.1:1') }, 'nobody');
    await expect(silent.head('a')).rejects.toMatchObject({ code: 'store-unavailable', retryable: true });
  });

  it('sends us nowhere else', async () => {
    const line = await FaultyStore.open(twin.url);
    const headers = { location: 'http://169.254.169.254/' };
    line.hurt(
      { operations: ['GetMedia'] },
      { kind: 'answer', status: 302, code: 'Found', message: 'over there', headers },
    );
    const bucket = openGcsBucket(twin.settings(line.url), twin.bucket);
    await expect(bucket.get('a').finally(() => line.close())).rejects.toMatchObject({ code: 'store-refused' });
  });
});

describe('a store that falls silent', () => {
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const openSilent = async (answer: Parameters<typeof createServer>[1]) => {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { clientEmail, privateKey } = twin.authority;
    return openGcsBucket({ clientEmail, privateKey, endpoint, silenceMs: 100 }, 'silent');
  };

  it.each<[string, (bucket: Bucket) => Promise<unknown>]>([
    ['head', (bucket) => bucket.head('a')],
    ['put', (bucket) => bucket.put('a', Buffer.from('a'))],
    ['get', (bucket) => bucket.get('a')],
    ['delete', (bucket) => bucket.delete('a')],
    ['list', (bucket) => bucket.list('')[Symbol.asyncIterator]().next()],
    ['begin', (bucket) => bucket.uploads.begin('a')],
  ])('before its answer to %s is unavailable', async (_, call) => {
    const bucket = await openSilent(() => undefined);
    await expect(call(bucket)).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('is left when asked to', async () => {
    const stop = new AbortController();
    const bucket = await openSilent(() => stop.abort());
    const put = bucket.put('a', Buffer.from('a'), { signal: stop.signal });
    await expect(put).rejects.toMatchObject({ code: 'aborted' });
  });

  it('in the middle of an object is unavailable too', async () => {
    const bucket = await openSilent((_, response) => void response.write('half of'));
    const stream = await bucket.get('a');
    await expect(stream.toArray()).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('has patience with a reader that pauses', async () => {
    const bucket = await openSilent((_, response) => response.end(Buffer.alloc(4 * 1024 * 1024, 'x')));
    const stream = await bucket.get('a');
    // the reader is held up for several silences: that is its matter, and nothing to wait for
    await new Promise((resolve) => setTimeout(resolve, 450));
    const bytes = (await stream.toArray()).reduce((sum: number, chunk: Buffer) => sum + chunk.length, 0);
    expect(bytes).toBe(4 * 1024 * 1024);
  });

  it('may give answers of any length, but no long one is read for nothing', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.alloc(64 * 1024, ' ');
    }
    const bucket = await openSilent((_, response) => {
      pipeline(endless, response.writeHead(400)).catch(() => undefined);
    });
    await expect(bucket.get('a')).rejects.toMatchObject({ code: 'store-refused' });
  });
});
