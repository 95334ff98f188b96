import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { StorageRouterClient } from './storage-router.client.js';
import type { LinkRequest } from './storage-router.contract.js';

let server: Server;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const client = (timeout?: number, at = url) =>
  new StorageRouterClient({ url: at, internalToken: 'internal-token-of-spec', timeout });
const request: LinkRequest = {
  location: { storageId: null, bucket: 'exports', key: 'p/exports/e/a b.zip' },
  organizationId: 'o',
  fileName: 'a b.zip',
  channel: 'app',
  expiresIn: 60,
  audit: { exportId: 'e', kind: 'original', userId: 'u' },
};
const reply = (status: number, body: string) =>
  (answer = (_, response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(body));
const unavailable = expect.objectContaining({ code: 'storage-router-unavailable', fault: 'transient' });

describe('StorageRouterClient', () => {
  it('asks with token, place, time and who it is for', async () => {
    const seen: unknown[] = [];
    answer = async (incoming, response) => {
      seen.push(incoming.method, incoming.url, incoming.headers['x-internal-token'], JSON.parse(await text(incoming)));
      response.end(JSON.stringify({ url: 'https://files.example/x.zip?sig=1', expiresAt: '2026-11-24T11:00:00.000Z' }));
    };
    expect(await client().link(request)).toEqual({
      url: 'https://files.example/x.zip?sig=1',
      expiresAt: '2026-11-24T11:00:00.000Z',
    });
    expect(seen).toEqual(['POST', '/internal/links', 'internal-token-of-spec', request]);
  });

  it.each([404, 409, 410])('passes on what the router says of the object (%i)', async (status) => {
    reply(status, JSON.stringify({ status: 'fail', code: 'gone', message: 'The object was removed.' }));
    await expect(client().link(request)).rejects.toMatchObject({
      code: 'gone',
      fault: 'user',
      message: 'The object was removed.',
    });
  });

  it('passes on that a link may not live so long', async () => {
    reply(
      400,
      JSON.stringify({ code: 'bad-request', message: 'Too long.', field: 'expiresIn', expected: '1 to 3600' }),
    );
    await expect(client().link(request)).rejects.toMatchObject({
      code: 'bad-request',
      field: 'expiresIn',
      expected: '1 to 3600',
    });
    reply(400, JSON.stringify({ code: 'bad-request', message: 'Invalid location', field: 'location' }));
    await expect(client().link(request)).rejects.toEqual(unavailable);
  });

  it('asks for a ticket, for the links of an export, and for their end', async () => {
    const seen: unknown[] = [];
    const said = [
      { url: 'https://hub.example/d/t/a.zip', expiresAt: '2026-11-24T11:00:00.000Z' },
      { links: [], total: 0, page: 1, limit: 20 },
      { revoked: 2, signedUntil: null },
    ];
    answer = async (incoming, response) => {
      seen.push([incoming.method, incoming.url, await text(incoming)]);
      response.end(JSON.stringify(said[seen.length - 1]));
    };
    expect((await client().ticket(request)).url).toBe('https://hub.example/d/t/a.zip');
    expect(await client().issuedLinks('e&', { page: 1, limit: 20 })).toEqual({ links: [], total: 0 });
    const which = { exportId: 'e', ticketId: '7', revokedBy: 'u' };
    expect(await client().revokeTickets(which)).toEqual({ revoked: 2, signedUntil: null });
    expect(seen).toEqual([
      ['POST', '/internal/tickets', JSON.stringify(request)],
      ['GET', '/internal/links?exportId=e%26&page=1&limit=20', ''],
      ['POST', '/internal/tickets/revoke', JSON.stringify(which)],
    ]);
  });

  it.each([
    ['an error', 500, '{"status":"error","code":"unexpected","message":"secret detail"}'],
    ['a refusal of us', 401, '{"status":"fail","code":"unauthenticated","message":"wrong token"}'],
    ['no JSON', 502, '<html>'],
    ['an answer without a link', 200, '{"url":"not a url"}'],
    ['an empty answer', 200, ''],
  ])('is unavailable on %s, without details', async (_, status, body) => {
    reply(status, body);
    const failure = await client()
      .link(request)
      .catch((error: unknown) => error);
    expect(failure).toEqual(unavailable);
    expect((failure as Error).message).not.toMatch(/secret|token/);
  });

  it('is unavailable when nobody answers in time, or nobody listens', async () => {
    answer = () => undefined;
    await expect(client(50).link(request)).rejects.toEqual(unavailable);
    await expect(client(1000, 'http://127.0.0.1:1').link(request)).rejects.toEqual(unavailable);
  });
});
