import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from './eventually.js';
import { FaultyStore } from './faulty-store.js';
import { slowDown } from './store-fault.js';

describe('FaultyStore', () => {
  const received: { host: string | undefined; body: string }[] = [];
  const store = createServer((incoming: IncomingMessage, outgoing) => {
    void text(incoming).then((body) => {
      received.push({ host: incoming.headers.host, body });
      const { port } = store.address() as AddressInfo;
      outgoing.writeHead(200, { etag: '"e"', location: `http://127.0.0.1:${port}/u` }).end('stored');
    });
  });
  let faulty: FaultyStore;
  beforeAll(async () => {
    await once(store.listen(0, '127.0.0.1'), 'listening');
    faulty = await FaultyStore.open(`http://127.0.0.1:${(store.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    await faulty.close();
    store.closeAllConnections();
    store.close();
  });
  const put = (key: string, body = 'x'.repeat(100_000)): Promise<Response> =>
    fetch(`${faulty.url}${key}`, { method: 'PUT', body });

  it('lets calls through as they are, with the host that was asked', async () => {
    const answer = await put('/b/a%20key?x=1', 'ä');
    expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([200, '"e"', 'stored']);
    expect(received.at(-1)).toEqual({ host: new URL(faulty.url).host, body: 'ä' });
    expect(faulty.puts(/a key$/)).toEqual(['/b/a key']);
    // what the store sends on to itself stays with us
    expect(answer.headers.get('location')).toBe(`${faulty.url}/u`);
  });

  it('answers for the store where it is hurt, so often and no more', async () => {
    const before = received.length;
    const fault = faulty.hurt({ methods: ['PUT'], path: /^\/b\//, skip: 1, every: 2, times: 2 }, slowDown);
    const statuses = [];
    for (const key of ['/b/1', '/c/1', '/b/2', '/b/3', '/b/4', '/b/5']) statuses.push((await put(key)).status);
    expect(statuses).toEqual([200, 200, 503, 200, 503, 200]);
    expect([fault.hits, received.length - before]).toEqual([2, 4]);
    fault.mend();
  });

  it('resets connections, before or after the store has done its work', async () => {
    const before = received.length;
    const reset = faulty.hurt({}, { kind: 'reset' });
    await expect(put('/b/r')).rejects.toThrow();
    await expect(fetch(`${faulty.url}/b/r`)).rejects.toThrow();
    expect(received.length).toBe(before);
    reset.mend();
    faulty.hurt({ times: 1 }, { kind: 'lost-answer' });
    await expect(put('/b/l')).rejects.toThrow();
    expect(received.length).toBe(before + 1);
    expect((await put('/b/l')).status).toBe(200);
  });

  it('falls silent, before or after the store has done its work', async () => {
    const before = received.length;
    faulty.hurt({ times: 1 }, { kind: 'stall' });
    faulty.hurt({ times: 1 }, { kind: 'no-answer' });
    const impatient = (key: string): Promise<Response> =>
      fetch(`${faulty.url}${key}`, { method: 'PUT', body: 'x', signal: AbortSignal.timeout(200) });
    await expect(impatient('/b/stalled')).rejects.toThrow(/timeout/);
    expect(received.length).toBe(before);
    await expect(impatient('/b/silent')).rejects.toThrow(/timeout/);
    await eventually(() => received.length === before + 1);
    expect((await put('/b/silent', 'x')).status).toBe(200);
  });

  it('meets the calls of one operation only, and answers as its kind of store does', async () => {
    const answer = { ...slowDown, format: 'json', headers: { date: 'Tue, 24 Nov 2026 10:00:00 GMT' } } as const;
    const fault = faulty.hurt({ operations: ['UploadPart'] }, answer);
    expect((await put('/b/o')).status).toBe(200);
    const refused = await put('/b/o?partNumber=1&uploadId=u');
    expect([refused.status, refused.headers.get('date')]).toEqual([503, answer.headers.date]);
    expect(await refused.json()).toMatchObject({ error: { code: 503, message: slowDown.message } });
    fault.mend();
  });

  it('has another clock from a call on, and refuses what was not signed by it', async () => {
    const signedFor = (date: string): Record<string, string> => ({
      'x-amz-date': date.replace(/[-:]|\.\d{3}/g, ''),
      authorization: 'AWS4-HMAC-SHA256 Credential=key/20261124/r/s3/aws4_request, SignedHeaders=host, Signature=00',
    });
    const call = (method: string, date: number): Promise<Response> =>
      fetch(`${faulty.url}/b/k`, { method, headers: signedFor(new Date(date).toISOString()) });
    const ahead = 20 * 60_000;
    const clock = faulty.hurt(
      { operations: ['PutObject'], onwards: true },
      { kind: 'clock', aheadMs: ahead, secretAccessKey: 'secret' },
    );
    expect((await call('DELETE', Date.now())).status).toBe(200);
    const refused = await call('PUT', Date.now());
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('RequestTimeTooSkewed')]);
    expect(Date.parse(refused.headers.get('date') ?? '') - Date.now()).toBeGreaterThan(ahead - 5000);
    expect((await call('PUT', Date.now() + ahead)).status).toBe(200);
    expect((await call('DELETE', Date.now())).status).toBe(403);
    clock.mend();
  });

  it('lets something happen before the store is asked, or before its answer', async () => {
    const seen: number[] = [];
    const act = () => seen.push(received.length);
    const before = received.length;
    faulty.hurt({ times: 1 }, { kind: 'meanwhile', moment: 'before', act });
    faulty.hurt({ times: 1 }, { kind: 'meanwhile', moment: 'after', act });
    expect([(await put('/b/m')).status, (await put('/b/m')).status]).toEqual([200, 200]);
    expect(seen).toEqual([before, before + 2]);
  });

  it('is slow', async () => {
    const slow = faulty.hurt({}, { kind: 'slow', milliseconds: 100, bytesPerSecond: 1_000_000 });
    const from = performance.now();
    expect((await put('/b/s', 'x'.repeat(200_000))).status).toBe(200);
    expect(performance.now() - from).toBeGreaterThan(250);
    slow.mend();
  });
});
