import type { ArtifactLink } from '../clients/storage-router.contract.js';
import type { IssuedLinkView } from '../exports/audit-links.js';
import { ExportApiWorld } from '../testing/export-api-world.js';

let world: ExportApiWorld;
let id: string;
beforeAll(async () => {
  world = await ExportApiWorld.start();
});
beforeEach(async () => {
  const asked = await world.request();
  await world.sendAndWait(world.news(asked).delivered('original'));
  id = asked.id;
});
afterAll(() => world.stop());

const link = (body?: object) =>
  world.call<ArtifactLink>('manager', 'POST', `/api/exports/${id}/artifacts/original/link`, body);
const listed = async (query = '') =>
  (
    await world.call<{ links: IssuedLinkView[]; total: number; page: number }>(
      'owner',
      'GET',
      `/api/exports/${id}/links${query}`,
    )
  ).body;

describe('the links of an export', () => {
  it('are listed with who got them, how and from where, newest first, in pages', async () => {
    await link();
    await link({ revocable: true, expiresIn: 600 });
    await world.call('admin', 'GET', `/api/exports/${id}/artifacts/original/download`);
    const all = await listed();
    expect(all).toMatchObject({ total: 3, page: 1 });
    expect(all.links).toMatchObject([
      { form: 'link', channel: 'download', issuedTo: { email: 'admin@spec.example' }, ticketId: null },
      { form: 'ticket', channel: 'app', issuedTo: { email: 'manager@spec.example' }, ticketId: expect.any(String) },
      {
        form: 'link',
        channel: 'app',
        clientAddress: '127.0.0.1',
        storageId: null,
        bucket: 'exports',
        kind: 'original',
      },
    ]);
    expect(JSON.stringify(all)).not.toContain(world.links.filesOrigin);
    expect((await listed('?limit=1&page=2')).links).toEqual([all.links[1]]);
    expect(world.links.asked.at(-2)).toMatchObject({ path: '/internal/tickets', body: { expiresIn: 600 } });
  });

  it('are revoked one by one, or all', async () => {
    for (let n = 0; n < 3; n++) await link({ revocable: true });
    const [newest] = (await listed()).links;
    const revoke = (body?: object) => world.call('manager', 'POST', `/api/exports/${id}/links/revoke`, body);
    expect(await revoke({ ticketId: newest!.ticketId })).toMatchObject({
      status: 200,
      body: { revoked: 1, signedUntil: null },
    });
    expect((await listed()).links).toMatchObject([
      { isValid: false, revokedBy: { email: 'manager@spec.example' } },
      { isValid: true, revokedBy: null },
      { isValid: true },
    ]);
    expect(await revoke({ ticketId: newest!.ticketId })).toMatchObject({ status: 404, body: { field: 'ticketId' } });
    expect(await revoke()).toMatchObject({ status: 200, body: { revoked: 2 } });
    expect(await revoke()).toMatchObject({ status: 200, body: { revoked: 0 } });
  });

  it('are asked for in words that fit', async () => {
    for (const [body, field] of [
      [{ expiresIn: 0 }, 'expiresIn'],
      [{ forever: true }, 'forever'],
    ] as const)
      expect(await link(body)).toMatchObject({ status: 400, body: { field } });
    expect(await world.call('manager', 'POST', `/api/exports/${id}/links/revoke`, { ticketId: 'x' })).toMatchObject({
      status: 400,
      body: { field: 'ticketId' },
    });
    expect(await world.call('manager', 'GET', `/api/exports/${id}/links?limit=101`)).toMatchObject({ status: 400 });
  });
});

it('a look at a download is answered without a link', async () => {
  const before = world.links.asked.length;
  const look = await fetch(`${world.url()}/api/exports/${id}/artifacts/original/download`, {
    method: 'HEAD',
    headers: { apikey: world.people.keys.manager },
  });
  expect([look.status, look.headers.get('content-length'), look.headers.get('accept-ranges')]).toEqual([
    200,
    '1024',
    'bytes',
  ]);
  expect(world.links.asked).toHaveLength(before);
});
