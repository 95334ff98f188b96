import { randomUUID } from 'node:crypto';
import { ArchiveBuilt, ArtifactDelivered } from '@hub/event-contracts';
import { RouterBench } from './testing/router-bench.js';
import { stageArchive } from './testing/staged-archive.js';

let bench: RouterBench;
let location: { storageId: string | null; bucket: string; key: string };
let zip: Buffer;
const exportId = randomUUID();
const fileName = 'Straßen "1"-task-export.zip';
beforeAll(async () => {
  bench = await RouterBench.open();
  await bench.start();
  const staged = await stageArchive(bench.staging, exportId, { bytes: 300_000 });
  zip = staged.zip;
  await bench.publish(ArchiveBuilt, exportId, staged.event);
  location = (await bench.hear(ArtifactDelivered, exportId)).artifact.location;
});
afterAll(() => bench.close());

const post = (path: string, body: unknown, token?: string): Promise<Response> => bench.postInternal(path, body, token);
const request = (change: object = {}) => ({
  location,
  fileName,
  audit: { exportId, kind: 'original', userId: 'u1' },
  ...change,
});
async function issued(path: string, body: unknown): Promise<{ url: string; expiresAt: string }> {
  const response = await post(path, body);
  expect(response.status).toBe(201);
  return (await response.json()) as { url: string; expiresAt: string };
}
/** The public origin stands in front of us: the path is what arrives. */
const here = (url: string): string => url.replace('http://hub.example', bench.url);
const audited = (form: string): Promise<unknown[]> =>
  bench.query(
    `select form, export_id, kind, user_id, bucket, key from storage_router.issued_links where form = '${form}'`,
  );

describe('the internal API', () => {
  it.each(['/internal/links', '/internal/tickets', '/internal/tickets/revoke'])('%s wants the token', async (path) => {
    expect((await post(path, request(), 'another-token-of-some-length')).status).toBe(401);
    expect((await fetch(`${bench.url}${path}`, { method: 'POST' })).status).toBe(401);
  });

  it('tells nobody of links without the token', async () => {
    expect((await fetch(`${bench.url}/internal/links?exportId=${exportId}`)).status).toBe(401);
  });

  it('names what is wrong', async () => {
    const response = await post('/internal/links', request({ expiresIn: 0 }));
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'bad-request', field: 'expiresIn' }),
    ]);
  });

  it('signs nothing that is not there, and nothing of another bucket', async () => {
    expect(
      (await post('/internal/links', request({ location: { ...location, key: 'p1/exports/none.zip' } }))).status,
    ).toBe(404);
    const staged = { ...location, bucket: 'staging', key: `exports/${exportId}/build/descriptor.json` };
    expect((await post('/internal/links', request({ location: staged }))).status).toBe(404);
    const elsewhere = { ...location, storageId: 's1' };
    expect((await post('/internal/links', request({ location: elsewhere, organizationId: 'o1' }))).status).toBe(404);
    const response = await post('/internal/links', request({ location: elsewhere }));
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ field: 'organizationId' }),
    ]);
  });
});

describe('a signed link', () => {
  it('downloads the file under its name, and was audited', async () => {
    const { url, expiresAt } = await issued('/internal/links', request());
    expect(url.startsWith('http://hub.example/files/exports/')).toBe(true);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 900_000)).toBeLessThan(10_000);
    const response = await fetch(here(url));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(zip.length));
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="Stra_en _1_-task-export.zip"; filename*=UTF-8''Stra%C3%9Fen%20%221%22-task-export.zip`,
    );
    expect(Buffer.from(await response.arrayBuffer()).equals(zip)).toBe(true);
    expect(await audited('link')).toContainEqual({
      form: 'link',
      export_id: exportId,
      kind: 'original',
      user_id: 'u1',
      bucket: location.bucket,
      key: location.key,
    });
  });

  it('gives ranges, so that a download can go on', async () => {
    const url = here((await issued('/internal/links', request())).url);
    const range = await fetch(url, { headers: { range: 'bytes=100-199' } });
    expect([range.status, range.headers.get('content-range'), range.headers.get('content-length')]).toEqual([
      206,
      `bytes 100-199/${zip.length}`,
      '100',
    ]);
    expect(Buffer.from(await range.arrayBuffer()).equals(zip.subarray(100, 200))).toBe(true);
    const etag = range.headers.get('etag')!;
    expect((await fetch(url, { headers: { range: 'bytes=0-0', 'if-range': etag } })).status).toBe(206);
    expect((await fetch(url, { headers: { range: 'bytes=0-0', 'if-range': '"another"' } })).status).toBe(200);
    const beyond = await fetch(url, { headers: { range: `bytes=${zip.length}-` } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${zip.length}`]);
  });

  it('answers HEAD without a body', async () => {
    const response = await fetch(here((await issued('/internal/links', request())).url), { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      String(zip.length),
      '',
    ]);
  });

  it('is refused when it was changed or has no signature', async () => {
    const url = new URL(here((await issued('/internal/links', request())).url));
    const changed = (change: (url: URL) => void): string => {
      const other = new URL(url);
      change(other);
      return other.href;
    };
    for (const bad of [
      changed((other) => other.searchParams.set('expires', '9999999999')),
      changed((other) => other.searchParams.set('fn', 'x.zip')),
      changed((other) => other.searchParams.delete('sig')),
      changed((other) => (other.pathname = other.pathname.replace('exports', 'staging'))),
      changed((other) => (other.pathname = '/files/exports/..%2f..%2fetc/passwd')),
    ]) {
      const response = await fetch(bad);
      expect([bad, response.status]).toEqual([bad, 403]);
    }
  });
});

describe('a ticket', () => {
  it('leads to a link that was signed this moment, and both were audited', async () => {
    const { url, expiresAt } = await issued('/internal/tickets', request());
    expect(url).toMatch(/^http:\/\/hub\.example\/d\/[\w-]{43}\/Stra%C3%9Fen%20%221%22-task-export\.zip$/);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 7 * 24 * 3600_000)).toBeLessThan(10_000);
    for (let use = 0; use < 2; use++) {
      const response = await fetch(here(url), { redirect: 'manual' });
      expect(response.status).toBe(302);
      const target = response.headers.get('location')!;
      expect(Buffer.from(await (await fetch(here(target))).arrayBuffer()).equals(zip)).toBe(true);
    }
    expect(await audited('ticket')).toHaveLength(1);
    expect(await audited('redirect')).toHaveLength(2);
  });

  it('is kept as a hash only', async () => {
    const { url } = await issued('/internal/tickets', request());
    expect(JSON.stringify(await bench.query('select * from storage_router.tickets'))).not.toContain(url.split('/')[4]);
  });

  it('is gone when it has expired, in words', async () => {
    const { url } = await issued('/internal/tickets', request({ expiresIn: 1 }));
    await bench.query(
      `update storage_router.tickets set expires_at = now() - interval '1 s' where expires_at < now() + interval '1 minute'`,
    );
    const response = await fetch(here(url), { redirect: 'manual' });
    expect([response.status, response.headers.get('content-type')]).toEqual([410, 'text/plain; charset=utf-8']);
    expect(await response.text()).toContain('expired');
  });

  it('is gone when it was revoked, alone or with all of its export', async () => {
    const [one, two] = [await issued('/internal/tickets', request()), await issued('/internal/tickets', request())];
    expect(await (await post('/internal/tickets/revoke', { url: one.url })).json()).toEqual({
      revoked: 1,
      signedUntil: null,
    });
    const response = await fetch(here(one.url), { redirect: 'manual' });
    expect([response.status, await response.text()]).toEqual([410, 'This link was revoked.\n']);
    expect((await fetch(here(two.url), { redirect: 'manual' })).status).toBe(302);
    await post('/internal/tickets/revoke', { exportId });
    expect((await fetch(here(two.url), { redirect: 'manual' })).status).toBe(410);
  });

  it('that nobody made is not found', async () => {
    expect((await fetch(`${bench.url}/d/none-of-ours`, { redirect: 'manual' })).status).toBe(404);
  });
});
