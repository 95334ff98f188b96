import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardSettings, type GuardSettings } from './guard-settings.js';
import { guardedAgents, makeGuardedAgents } from './guarded-agents.js';
import type { Resolve } from './guarded-lookup.js';

/** What nobody may reach listens on 127.0.0.1, an allowed store on the same port of 127.0.0.2. */
const secret = server('secret');
const store = server('store');
let port = 0;

function server(name: string): { http: http.Server; visits: () => number } {
  let visits = 0;
  const listening = http.createServer((request, response) => {
    visits++;
    if (request.url === '/redirect') response.writeHead(302, { location: `http://127.0.0.1:${port}/` });
    response.end(name);
  });
  return { http: listening, visits: () => visits };
}

const listen = (on: http.Server, at: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => on.once('error', reject).listen(at, host, resolve));

beforeAll(async () => {
  await listen(secret.http, 0, '127.0.0.1');
  port = (secret.http.address() as AddressInfo).port;
  await listen(store.http, port, '127.0.0.2');
});
afterAll(() => {
  for (const { http: each } of [secret, store]) {
    each.close();
    each.closeAllConnections();
  }
});

const allowing = (text: string): GuardSettings => guardSettings.parse({ OUTBOUND_ALLOW: text });

interface Answer {
  readonly status?: number;
  readonly text: string;
}
const get = (agent: http.Agent | undefined, options: http.RequestOptions): Promise<Answer> =>
  new Promise((resolve, reject) => {
    http
      .get({ port, path: '/', timeout: 5_000, ...options, agent }, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode, text }));
      })
      .once('error', reject);
  });

const refused = expect.objectContaining({ name: 'Failure', code: 'address-refused' });

it.each(['127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '::ffff:127.0.0.1', '0'])(
  'refuses %s although a server listens there',
  async (host) => {
    // the same request without the guard arrives, so the refusal is the guard's
    await expect(get(undefined, { host })).resolves.toMatchObject({ text: 'secret' });
    const before = secret.visits();
    await expect(get(guardedAgents(allowing('')).http, { host })).rejects.toEqual(refused);
    expect(secret.visits()).toBe(before);
  },
);

it('refuses https to it as well, and sockets of this machine', async () => {
  const { https: agent, http: plain } = guardedAgents(allowing(''));
  const secure = new Promise((resolve, reject) => {
    http.get({ protocol: 'https:', host: '127.0.0.1', port, agent }, resolve).once('error', reject);
  });
  await expect(secure).rejects.toEqual(refused);
  await expect(get(plain, { socketPath: '/var/run/docker.sock' })).rejects.toEqual(refused);
});

it('reaches what the operator allows, on that port only', async () => {
  const { http: agent } = guardedAgents(allowing(`127.0.0.2:${port}`));
  await expect(get(agent, { host: '127.0.0.2' })).resolves.toMatchObject({ status: 200, text: 'store' });
  await expect(get(agent, { host: '127.0.0.2', port: port - 1 })).rejects.toEqual(refused);
  await expect(get(agent, { host: '127.0.0.1' })).rejects.toEqual(refused);
});

it('follows no redirect', async () => {
  const { http: agent } = guardedAgents(allowing(`127.0.0.2:${port}`));
  const before = secret.visits();
  await expect(get(agent, { host: '127.0.0.2', path: '/redirect' })).resolves.toMatchObject({ status: 302 });
  expect(secret.visits()).toBe(before);
});

describe('a name whose owner answers as he likes', () => {
  /** Answers with the next list at every question; the last one for ever. */
  const answering = (...lists: string[][]): { resolve: Resolve; asked: () => number } => {
    let asked = 0;
    const resolve: Resolve = (_host, _options, done) => {
      const list = lists[Math.min(asked++, lists.length - 1)] ?? [];
      done(
        null,
        list.map((address) => ({ address, family: 4 })),
      );
    };
    return { resolve, asked: () => asked };
  };
  const settings = (): GuardSettings => allowing(`127.0.0.2:${port}`);

  it('is resolved once for a connection, and connected to what was checked', async () => {
    const dns = answering(['127.0.0.2'], ['127.0.0.1']);
    const before = secret.visits();
    await expect(get(makeGuardedAgents(settings(), dns.resolve).http, { host: 'store.test' })).resolves.toMatchObject({
      text: 'store',
    });
    expect(dns.asked()).toBe(1);
    expect(secret.visits()).toBe(before);
  });

  it('never reaches the other server, however often it changes its mind', async () => {
    const flips = Array.from({ length: 40 }, (_, n) => [n % 2 === 0 ? '127.0.0.2' : '127.0.0.1']);
    const { http: agent } = makeGuardedAgents(settings(), answering(...flips).resolve);
    const before = secret.visits();
    const results: string[] = [];
    for (let call = 0; call < 40; call++) {
      // a connection of its own for each
      const headers = { connection: 'close' };
      results.push(await get(agent, { host: 'store.test', headers }).then(({ text }) => text, codeOf));
    }
    expect(results).toEqual(flips.map(([address]) => (address === '127.0.0.2' ? 'store' : 'address-refused')));
    expect(secret.visits()).toBe(before);
  });

  it('is connected to the allowed one of several addresses only', async () => {
    const before = secret.visits();
    const mixed = makeGuardedAgents(settings(), answering(['127.0.0.1', '127.0.0.2', '::1']).resolve).http;
    await expect(get(mixed, { host: 'store.test' })).resolves.toMatchObject({ text: 'store' });
    const dead = makeGuardedAgents(allowing('127.0.0.3'), answering(['127.0.0.3', '127.0.0.1']).resolve).http;
    await expect(get(dead, { host: 'store.test' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const none = makeGuardedAgents(settings(), answering([]).resolve).http;
    await expect(get(none, { host: 'store.test' })).rejects.toEqual(refused);
    expect(secret.visits()).toBe(before);
  });

  it('does not tell what it resolves to', async () => {
    const { http: agent } = makeGuardedAgents(settings(), answering(['10.11.12.13']).resolve);
    const failure: unknown = await get(agent, { host: 'inside.test' }).catch((error: unknown) => error);
    expect(failure).toEqual(refused);
    expect(String(failure)).not.toContain('10.11.12.13');
  });
});

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
