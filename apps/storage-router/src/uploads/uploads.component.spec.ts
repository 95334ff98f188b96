import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { internalToken } from '../testing/router-bench.js';
import { StoragesWorld } from '../testing/storages-world.js';
import type { ResultAnswer } from '../http/internal-results.controller.js';

type Offered = { data: { uploadUrl: string } };
type Signed = { data: { signedUrl: string } };

let world: StoragesWorld;
let session: { key: string; id: string };
beforeAll(async () => {
  world = await StoragesWorld.open();
  await world.start({ PLUGIN_RESULT_MAX_MIB: '1' });
  session = await openSession('run-1');
});
afterAll(() => world.close());

async function openSession(id: string): Promise<{ key: string; id: string }> {
  const [{ userId } = { userId: '' }] = await world.query<{ userId: string }>(
    `select id as "userId" from annotation_store.users where email = 'manager@spec.example'`,
  );
  const { id: organizationId, projectId } = world.people;
  const key = await world.store.accounts.openPluginSession({
    ...{ sessionId: id, pluginId: 'p', pluginName: 'P', organizationId, projectId, userId, sendEmail: false },
    expiresAt: new Date(Date.now() + 600_000),
  });
  return { key, id };
}

const offered = async (name: string, who: Parameters<StoragesWorld['call']>[0] = session): Promise<string> => {
  const { projectId } = world.people;
  const answer = await world.call<Offered>(
    who,
    'GET',
    `/v2/getUploadUrl?name=${name}&project=${projectId}&type=exports`,
  );
  expect(answer.status).toBe(201);
  return answer.body.data.uploadUrl;
};
const claim = async (url: string, more: object = {}): Promise<ResultAnswer> => {
  const { id: organizationId, projectId } = world.people;
  const response = await world.send('/internal/plugin-results', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-internal-token': internalToken },
    body: JSON.stringify({ url, organizationId, projectId, sessionId: session.id, ...more }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as ResultAnswer;
};

it('takes a file as old and new clients send it, and knows what came', async () => {
  const body = randomBytes(200_000);
  const url = await offered('boxes.csv');
  expect(url).toMatch(/^http:\/\/hub\.example\/uploads\/[\w-]+\/boxes\.csv$/);
  // asked for before the file is there, with the upload URL pasted as it is and what a store's signature would add
  const signed = await world.call<Signed>(session, 'GET', `/v2/getSignedUrl?name=${url}?X-Sig=1&X-Date=2&project=x`);
  expect(signed).toMatchObject({ status: 201, body: { data: { signedUrl: url } } });
  expect((await world.call<Signed>(session, 'GET', `/v2/getSignedUrl?url=${url}`)).body.data.signedUrl).toBe(url);
  expect((await world.send(url)).status).toBe(404);
  expect(await claim(url)).toMatchObject({ refused: { code: 'upload-missing' } });

  const put = await world.send(url, { method: 'PUT', body });
  expect([put.status, await put.json()]).toEqual([200, expect.objectContaining({ status: 'success' })]);
  const sha256 = createHash('sha256').update(body).digest('hex');
  expect(await claim(`${url}?any=thing`)).toMatchObject({
    result: { fileName: 'boxes.csv', sha256, blob: { bytes: body.length } },
  });
  const got = await world.send(url);
  expect(Buffer.from(await got.arrayBuffer()).equals(body)).toBe(true);
  expect(got.headers.get('content-disposition')).toMatch(/^attachment/);
  expect([got.headers.get('content-type'), got.headers.get('x-content-type-options')]).toEqual([
    'application/octet-stream',
    'nosniff',
  ]);
});

it('takes JSON as the file it is, and the last of two uploads', async () => {
  const url = await offered('a.json');
  const text = `{"a":"${'x'.repeat(150_000)}"}`;
  for (const body of ['{}', text])
    await world.send(url, { method: 'PUT', body, headers: { 'content-type': 'application/json' } });
  expect(await (await world.send(url)).text()).toBe(text);
});

it.each([
  ['a%20b.csv', 'a b.csv'],
  ['a+b.csv', 'a b.csv'],
  ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
  ['%C3%BC%3F.csv', 'ü_.csv'],
  ['con', '_con'],
])('makes a safe name of %s', async (name, safe) => {
  const url = await offered(name);
  await world.send(url, { method: 'PUT', body: 'x' });
  expect(await claim(url)).toMatchObject({ result: { fileName: safe } });
  expect(url).toMatch(/^[\x21-\x7e]+$/);
});

it('finds the project of older clients in the name, or in the run', async () => {
  const { projectId } = world.people;
  for (const name of [`${projectId}/exports/a.csv`, 'a.csv']) {
    const answer = await world.call<Offered>(session, 'GET', `/v2/getUploadUrl?name=${name}`);
    await world.send(answer.body.data.uploadUrl, { method: 'PUT', body: 'x' });
    expect(await claim(answer.body.data.uploadUrl)).toMatchObject({ result: { fileName: 'a.csv' } });
  }
});

it.each([
  ['lead', 403],
  ['unassigned', 404],
  ['stranger', 404],
  ['manager', 201],
] as const)('lets %s in with %i', async (who, status) => {
  const { projectId } = world.people;
  const path = `/v2/getUploadUrl?name=a&project=${projectId}&type=exports`;
  expect((await world.call(who, 'GET', path)).status).toBe(status);
});

it('takes no result of another run, project or organization, and no address of others', async () => {
  const url = await offered('mine.csv');
  await world.send(url, { method: 'PUT', body: 'x' });
  const refused = { refused: { code: 'not-an-upload' } };
  expect(await claim(url, { sessionId: 'run-2' })).toMatchObject(refused);
  expect(await claim(url, { projectId: world.people.otherProjectId })).toMatchObject(refused);
  expect(await claim(url, { organizationId: world.people.otherId })).toMatchObject(refused);
  expect(await claim('http://evil.example/uploads/x/mine.csv')).toMatchObject(refused);
  expect(await claim(url.replace(/uploads\/../, 'uploads/zz'))).toMatchObject(refused);
  expect((await world.call('stranger', 'GET', `/v2/getSignedUrl?name=${url}`)).status).toBe(400);
});

it('refuses what is too large, said or not, and keeps nothing of what broke off', async () => {
  const url = await offered('large.bin');
  const large = Buffer.alloc(1024 * 1024 + 1);
  expect((await world.send(url, { method: 'PUT', body: large })).status).toBe(413);
  const chunked = new ReadableStream({ start: (c) => (c.enqueue(new Uint8Array(large)), c.close()) });
  const unsaid = { method: 'PUT', body: chunked, duplex: 'half' } as RequestInit;
  expect((await world.send(url, unsaid).catch(() => ({ status: 413 }))).status).toBe(413);
  await brokenOff(url, 500_000);
  expect((await world.send(url)).status).toBe(404);
  expect(await claim(url)).toMatchObject({ refused: { code: 'upload-missing' } });
});

it('refuses an archive that is a trap', async () => {
  const url = await offered('result.zip');
  await world.send(url, { method: 'PUT', body: 'no zip at all' });
  expect(await claim(url)).toMatchObject({ refused: { code: 'result-unsafe' } });
});

/** Announces a body and goes away in its middle. */
async function brokenOff(url: string, bytes: number): Promise<void> {
  const base = (await world.send('/health/live')).url;
  const put = request(new URL(url.replace('http://hub.example', ''), base), {
    method: 'PUT',
    headers: { 'content-length': bytes },
  });
  put.on('error', () => undefined);
  await new Promise<void>((resolve) => put.write(Buffer.alloc(bytes / 2), () => resolve()));
  put.destroy();
}
