import { randomUUID } from 'node:crypto';
import { RouterBench } from './testing/router-bench.js';
import { CustomerFolders } from './testing/customer-folders.js';

const key = 'exports/2026/Straße.zip';
const location = { storageId: 's1', bucket: 'theirs', key };
let bench: RouterBench;
let folders: CustomerFolders;
beforeAll(async () => {
  bench = await RouterBench.open();
  folders = new CustomerFolders(bench.folder);
  bench.customers = folders;
  await bench.start({ PROXY_HOPS: '1', LINK_AUDIT_DAYS: '30' });
  await folders.open('theirs').put(key, Buffer.from('zip'));
});
afterEach(() => bench.mend());
afterAll(() => bench.close());

const request = (change: object = {}) => ({
  location,
  organizationId: 'o1',
  fileName: 'Straße.zip',
  audit: { exportId: randomUUID(), kind: 'original', userId: 'u1' },
  ...change,
});
const ask = async (path: string, body: unknown): Promise<{ status: number; body: Record<string, string> }> => {
  const response = await bench.postInternal(path, body);
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};
const tickets = async (body: object = request()): Promise<string> =>
  (await ask('/internal/tickets', body)).body['url']!.replace('http://hub.example', bench.url);
const follow = (url: string, forwarded = '203.0.113.7'): Promise<Response> =>
  fetch(url, { redirect: 'manual', headers: { 'x-forwarded-for': forwarded } });

it('a link and a ticket lead into the bucket of the customer', async () => {
  const link = await ask('/internal/links', request());
  expect(link.body['url']).toContain('http://customer.example/files/theirs/exports/2026/Stra%C3%9Fe.zip?');
  const redirect = await follow(await tickets());
  expect([redirect.status, redirect.headers.get('location')]).toEqual([
    302,
    expect.stringContaining('http://customer.example/files/theirs/exports/2026/Stra%C3%9Fe.zip?'),
  ]);
});

it('another organization gets none, whatever it knows', async () => {
  for (const path of ['/internal/links', '/internal/tickets'])
    expect(await ask(path, request({ organizationId: 'o2' }))).toMatchObject({ status: 404 });
});

it('what the customer removed is gone, in words that say who did it', async () => {
  const moved = { ...location, key: 'exports/moved.zip' };
  await folders.open('theirs').put(moved.key, Buffer.from('zip'));
  const url = await tickets(request({ location: moved }));
  await folders.open('theirs').delete(moved.key);
  const response = await follow(url);
  expect([response.status, await response.text()]).toEqual([
    410,
    'This file is not in the bucket theirs any more: somebody removed or renamed it there.\n',
  ]);
  expect(await ask('/internal/links', request({ location: moved }))).toMatchObject({
    status: 410,
    body: { code: 'gone' },
  });
});

it('a link into a storage that was disconnected says so, and names no id of ours', async () => {
  const url = await tickets();
  await bench.query(`update storage_router.tickets set storage_id = 's-deleted'`);
  const response = await follow(url);
  expect([response.status, await response.text()]).toEqual([
    404,
    'The Hub is not connected to the bucket theirs any more. Its owner still has the file there.\n',
  ]);
});

it('who looks before the download is told its size and name, and nothing is signed', async () => {
  const asked = request();
  const url = await tickets(asked);
  const look = await fetch(url, { method: 'HEAD', redirect: 'manual' });
  expect(look.status).toBe(200);
  expect(Object.fromEntries(look.headers)).toMatchObject({
    'content-length': '3',
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'content-disposition': `attachment; filename="Stra_e.zip"; filename*=UTF-8''Stra%C3%9Fe.zip`,
  });
  expect((await listed(asked.audit.exportId)).map(({ form }) => form)).toEqual(['ticket']);
  expect((await fetch(`${bench.url}/d/nobody-made-it`, { method: 'HEAD', redirect: 'manual' })).status).toBe(404);
});

const listed = async (exportId: string, query = ''): Promise<Record<string, unknown>[]> => {
  const response = await fetch(`${bench.url}/internal/links?exportId=${exportId}${query}`, {
    headers: { 'x-internal-token': 'an-internal-token-of-the-bench' },
  });
  return ((await response.json()) as { links: Record<string, unknown>[] }).links;
};

it('the audit tells who got which link, from where, and never the link', async () => {
  const asked = request({ channel: 'v2', audit: { exportId: randomUUID(), kind: 'original', userId: 'u9' } });
  const url = await tickets(asked);
  const direct = (await ask('/internal/links', { ...asked, channel: 'app' })).body['url']!;
  // what a client writes into the header is not believed, only what our proxy appended
  const target = (await follow(url, '6.6.6.6, 203.0.113.7')).headers.get('location')!;
  const links = await listed(asked.audit.exportId);
  const place = { storageId: 's1', bucket: 'theirs', key, userId: 'u9', kind: 'original', isValid: true };
  const { ticketId } = links[0]!;
  expect(links).toMatchObject([
    { ...place, form: 'redirect', channel: 'v2', clientAddress: '203.0.113.7', ticketId },
    { ...place, form: 'link', channel: 'app', ticketId: null },
    { ...place, form: 'ticket', channel: 'v2', ticketId },
  ]);
  const kept = JSON.stringify(await bench.query('select * from storage_router.issued_links, storage_router.tickets'));
  for (const secret of [
    url.split('/')[4]!,
    new URL(direct).searchParams.get('sig')!,
    new URL(target).searchParams.get('sig')!,
  ])
    expect(kept).not.toContain(secret);
  expect((await listed(asked.audit.exportId, '&limit=1&page=3')).map(({ form }) => form)).toEqual(['ticket']);
});

it('one ticket is revoked by its id, and only as one of its export; links that were signed before are owned up to', async () => {
  const audit = { exportId: randomUUID(), kind: 'original', userId: 'u1' };
  const [one, two] = [await tickets(request({ audit })), await tickets(request({ audit }))];
  await follow(one);
  const ticketId = (await listed(audit.exportId)).find(({ form }) => form === 'redirect')!['ticketId'] as string;
  const revoke = (body: object) => ask('/internal/tickets/revoke', body);
  expect((await revoke({ exportId: 'another', ticketId })).body).toMatchObject({ revoked: 0 });
  const { body } = await revoke({ exportId: audit.exportId, ticketId, revokedBy: 'u2' });
  expect(body).toMatchObject({ revoked: 1 });
  expect(Math.abs(Date.parse(body['signedUntil']!) - Date.now() - 900_000)).toBeLessThan(20_000);
  expect([(await follow(one)).status, (await follow(two)).status]).toEqual([410, 302]);
  expect((await listed(audit.exportId)).find((link) => link['revokedAt'])).toMatchObject({
    ticketId,
    revokedBy: 'u2',
    isValid: false,
  });
  expect((await revoke({ url: two.replace(bench.url, 'http://hub.example') })).body).toMatchObject({ revoked: 1 });
  expect(await revoke({})).toMatchObject({ status: 400 });
});

it.each([
  ['/internal/links', 3600],
  ['/internal/tickets', 90 * 24 * 3600],
])('%s lives as long as is asked for, within the limit', async (path, most) => {
  const { body } = await ask(path, request({ expiresIn: most }));
  expect(Math.abs(Date.parse(body['expiresAt']!) - Date.now() - most * 1000)).toBeLessThan(10_000);
  expect(await ask(path, request({ expiresIn: most + 1 }))).toMatchObject({
    status: 400,
    body: { field: 'expiresIn', expected: `1 to ${most}` },
  });
});

it('the audit keeps no address of a client where the operator wants none', async () => {
  await bench.stop();
  await bench.start({ LINK_AUDIT_ADDRESSES: 'false' });
  const audit = { exportId: randomUUID(), kind: 'original', userId: 'u1', clientAddress: '203.0.113.7' };
  await follow(await tickets(request({ audit })));
  expect((await listed(audit.exportId)).map(({ clientAddress }) => clientAddress)).toEqual([null, null]);
});
