import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardSettings } from './guard-settings.js';
import { guardedFetch, type GuardedRequest } from './guarded-fetch.js';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function serverThat(answers: Answer): Promise<{ url: string; visits: () => number }> {
  let visits = 0;
  const server = http.createServer((request, response) => {
    visits++;
    answers(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits: () => visits };
}

const allowed = guardSettings.parse({ OUTBOUND_ALLOW: '127.0.0.1' });
const limits = { timeoutMs: 5_000, maxBytes: 1000 };
const call = (url: string, request: GuardedRequest = {}, more: Partial<typeof limits> = {}) =>
  guardedFetch(url, request, allowed, { ...limits, ...more });

it('sends what it was given, and brings the answer', async () => {
  const echo = await serverThat((request, response) => {
    response.setHeader('x-was', `${request.method} ${request.url} ${request.headers['x-mark']}`);
    request.pipe(response);
  });
  const answer = await call(`${echo.url}/hook?a=1`, { method: 'POST', headers: { 'x-mark': 'yes' }, body: 'häppy' });
  expect(answer).toMatchObject({ status: 200, headers: { 'x-was': 'POST /hook?a=1 yes' } });
  expect(answer.body.toString()).toBe('häppy');
});

it('brings a redirect as it is', async () => {
  const inner = await serverThat((_request, response) => response.end('secret'));
  const outer = await serverThat((_request, response) => {
    response.writeHead(307, { location: inner.url }).end();
  });
  expect(await call(outer.url)).toMatchObject({ status: 307, headers: { location: inner.url } });
  expect(inner.visits()).toBe(0);
});

it('calls nothing inside that is not allowed', async () => {
  const inner = await serverThat((_request, response) => response.end('secret'));
  const closed = guardSettings.parse({});
  for (const url of [inner.url, inner.url.replace('127.0.0.1', 'localhost')])
    await expect(guardedFetch(url, {}, closed, limits)).rejects.toMatchObject({ code: 'address-refused' });
  expect(inner.visits()).toBe(0);
});

it.each(['ftp://example.com/', 'file:///etc/passwd', 'http://user:password@127.0.0.1/', 'nothing'])(
  'refuses %s',
  async (url) => {
    const failure: unknown = await call(url).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'address-refused', fault: 'user' });
    expect(JSON.stringify(failure)).not.toContain('password');
  },
);

it('takes an answer of exactly as many bytes as allowed, and none longer, announced or not', async () => {
  const answering = (bytes: number, announced: boolean) =>
    serverThat((_request, response) => {
      if (announced) response.setHeader('content-length', bytes);
      response.write('x'.repeat(bytes - 1));
      response.end('x');
    });
  for (const announced of [true, false]) {
    expect((await call((await answering(1000, announced)).url)).body).toHaveLength(1000);
    await expect(call((await answering(1001, announced)).url)).rejects.toMatchObject({
      code: 'answer-too-large',
      fault: 'destination',
      retryable: false,
    });
  }
});

it('does not read an endless answer to its end', async () => {
  let open = true;
  const endless = await serverThat((_request, response) => {
    const more = (): void => {
      while (open && response.write('x'.repeat(10_000)));
      if (open) response.once('drain', more);
    };
    response.once('close', () => (open = false));
    more();
  });
  await expect(call(endless.url)).rejects.toMatchObject({ code: 'answer-too-large' });
});

it.each<[string, Answer]>([
  ['never comes', () => undefined],
  ['never ends', (_request, response) => response.writeHead(200).write('x')],
])('gives up an answer that %s', async (_what, answers) => {
  const slow = await serverThat(answers);
  await expect(call(slow.url, {}, { timeoutMs: 200 })).rejects.toMatchObject({ code: 'no-answer', retryable: true });
});

it('says when nobody is there, or the line breaks', async () => {
  await expect(call('http://127.0.0.1:1/')).rejects.toMatchObject({
    code: 'no-answer',
    message: expect.stringContaining('ECONNREFUSED'),
  });
  const breaking = await serverThat((request) => request.socket.destroy());
  await expect(call(breaking.url)).rejects.toMatchObject({ code: 'no-answer', retryable: true });
});

it('stops when asked to', async () => {
  const stop = new AbortController();
  const slow = await serverThat(() => stop.abort());
  await expect(call(slow.url, { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
});
