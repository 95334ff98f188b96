import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { opaqueDescriptor, sumsOf } from '@hub/archive';
import { handmadeZip } from '@hub/archive/testing';
import { ArchiveConverted, ArtifactDelivered } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { eventually } from '@hub/testing';
import { ClearUploads } from './retention/clear-uploads.js';
import { stageArchive } from './testing/staged-archive.js';
import { UploadsWorld } from './testing/uploads-world.js';

const mebibyte = 1024 * 1024;
const settings = { PLUGIN_RESULT_MAX_MIB: '3' };
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
let world: UploadsWorld;
beforeAll(async () => {
  world = await UploadsWorld.open();
  await world.bench.start(settings);
});
afterAll(() => world.close());

describe('the address of an upload', () => {
  it('is given to those who may export, and to nobody else', async () => {
    const { projectId, otherProjectId } = world.people;
    const asked = (who: Parameters<UploadsWorld['get']>[0], project: string) =>
      world.get(who, `/v2/getUploadUrl?name=a.zip&project=${project}&type=exports`).then(({ status }) => status);
    expect([await asked('owner', projectId), await asked('manager', projectId)]).toEqual([201, 201]);
    expect([await asked('lead', projectId), await asked('unassigned', projectId)]).toEqual([403, 403]);
    expect([await asked('stranger', projectId), await asked('owner', otherProjectId)]).toEqual([404, 404]);
    expect(await asked('revoked', projectId)).toBe(401);
  });

  it('is asked for as old SDKs do, and as new ones do with an unescaped name', async () => {
    const { projectId, otherProjectId } = world.people;
    const old = await world.get<{ data: { uploadUrl: string } }>(
      'manager',
      `/v2/getUploadUrl?name=${projectId}/exports/a.zip`,
    );
    expect(old).toMatchObject({ status: 201, body: { status: 'success' } });
    expect(old.body.data.uploadUrl).toMatch(/^http:\/\/hub\.example\/uploads\/[\w-]{43}\/a\.zip$/);
    expect((await world.get('manager', `/v2/getUploadUrl?name=${otherProjectId}/exports/a.zip`)).status).toBe(404);
    // what requests makes of the names a+b c.zip and a&b.zip; `b.zip` is a parameter of its own then
    expect(await world.place('a+b%20c.zip')).toMatch(/\/a_b_c\.zip$/);
    expect(await world.place('a&b.zip=1')).toMatch(/\/a$/);
  });

  it('needs a storage of the organization, if any', async () => {
    const answer = await world.get(
      'manager',
      `/v2/getUploadUrl?name=a&project=${world.people.projectId}&type=exports&storageId=foreign`,
    );
    expect(answer).toMatchObject({ status: 404, body: { code: 'not-found', field: 'storageId' } });
  });

  it('finds the project of a run that a # cut off', async () => {
    const { id, projectId, keys } = world.people;
    const { userId } = (await world.store.accounts.callerByApiKey(keys.manager))!;
    const plugin = { sessionId: 'run #', pluginId: 'p', pluginName: 'Mine', sendEmail: false };
    const expiresAt = new Date(Date.now() + 60_000);
    const run = { ...plugin, organizationId: id, projectId, userId, expiresAt };
    const key = await world.store.accounts.openPluginSession(run);
    const { status, body } = await world.get<{ data: { uploadUrl: string } }>({ key }, '/v2/getUploadUrl?name=a');
    expect(status).toBe(201);
    await world.put(body.data.uploadUrl, Buffer.from('x'));
    expect(await world.accept(body.data.uploadUrl, { organizationId: id })).toMatchObject({
      status: 422,
      body: { code: 'not-an-upload' },
    });
    expect(await world.accept(body.data.uploadUrl, { sessionId: 'run #' })).toMatchObject({
      status: 200,
      body: { bytes: 1 },
    });
  });
});

describe('the signed link', () => {
  it('is there before the file, for an address that was pasted with parameters behind it, and leads to the file', async () => {
    const place = await world.place('result.csv');
    const { projectId } = world.people;
    const ask = (query: string) => world.get<{ data: { signedUrl: string } }>('manager', `/v2/getSignedUrl?${query}`);
    const answers = await Promise.all([
      ask(`name=${place}?X-Amz-Algorithm=1&name=evil&project=${projectId}&type=exports&X-Amz-Date=2`),
      ask(`url=${place}&project=${projectId}&type=exports`),
      ask(`name=${place}`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const [signed, ...others] = answers.map(({ body }) => body.data.signedUrl);
    expect(others).toEqual([signed, signed]);
    expect(signed).not.toContain('?');
    const before = await fetch(world.here(signed!));
    expect([before.status, ((await before.json()) as { code: string }).code]).toEqual([404, 'not-found']);
    await world.put(place, Buffer.from('<script>alert(1)</script>'));
    const after = await fetch(world.here(signed!));
    expect(await after.text()).toBe('<script>alert(1)</script>');
    expect(Object.fromEntries(after.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringContaining('attachment; filename="result.csv"') as string,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const part = await fetch(world.here(signed!), { headers: { range: 'bytes=1-6' } });
    expect([part.status, await part.text()]).toEqual([206, 'script']);
    expect((await fetch(world.here(signed!), { method: 'HEAD' })).headers.get('content-length')).toBe('25');
  });

  it('tells nothing of uploads of others', async () => {
    const place = await world.place('a.zip');
    for (const [who, address] of [
      ['stranger', place],
      ['manager', `${place.slice(0, -8)}AAA/a.zip`],
      ['manager', 'https://elsewhere.example/a.zip'],
    ] as const)
      expect(await world.get(who, `/v2/getSignedUrl?name=${address}`)).toMatchObject({ status: 404 });
    expect((await world.get('manager', '/v2/getSignedUrl')).status).toBe(400);
  });
});

describe('an upload', () => {
  it('needs no key and no type, and stays as it was first: again is fine, other bytes are not', async () => {
    const place = await world.place('a.bin');
    const bytes = randomBytes(2.5 * mebibyte);
    const answer = await world.rawPut(place, { 'content-length': `${bytes.length}` }, (send) => send(bytes));
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      { status: 'success', data: { fileName: 'a.bin', bytes: bytes.length, sha256: sha256(bytes) } },
    ]);
    const keys = await world.stagedKeys();
    expect((await world.put(place, bytes)).status).toBe(200);
    expect((await world.put(place, Buffer.from('another'))).status).toBe(409);
    expect(await world.stagedKeys()).toEqual(keys);
    expect(sha256(Buffer.from(await (await fetch(world.here(place))).arrayBuffer()))).toBe(sha256(bytes));
  });

  it('that comes twice at the same time leaves one file', async () => {
    const before = (await world.stagedKeys()).length;
    const [place, bytes] = [await world.place('twice.bin'), randomBytes(mebibyte)];
    const answers = await Promise.all([1, 2, 3].map(() => world.put(place, bytes)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await world.stagedKeys()).toHaveLength(before + 1);
  });

  it('that was cut off is not there, and works when it comes again', async () => {
    const before = (await world.stagedKeys()).length;
    const place = await world.place('cut.bin');
    const bytes = randomBytes(mebibyte);
    await expect(
      world.rawPut(place, { 'content-length': `${bytes.length}` }, (send, cut) => {
        send(bytes.subarray(0, 600_000));
        setImmediate(cut);
      }),
    ).rejects.toThrow('cut');
    expect((await fetch(world.here(place))).status).toBe(404);
    expect(await world.accept(place)).toMatchObject({ status: 422, body: { code: 'upload-missing' } });
    expect((await world.put(place, bytes)).status).toBe(200);
    await eventually(async () => (await world.stagedKeys()).length === before + 1);
  });

  it('that is too large is refused by what it announces, and while it comes', async () => {
    const before = await world.stagedKeys();
    const place = await world.place('large.bin');
    const early = await world.rawPut(place, { 'content-length': `${4 * mebibyte}` }, () => undefined);
    expect([early.status, JSON.parse(early.body)]).toMatchObject([413, { status: 'fail', code: 'too-large' }]);
    const streamed = await world.rawPut(place, { 'transfer-encoding': 'chunked' }, (send) => {
      for (let sent = 0; sent <= 3; sent++) send(Buffer.alloc(mebibyte, 1));
    });
    expect([streamed.status, JSON.parse(streamed.body)]).toMatchObject([413, { code: 'too-large' }]);
    expect(await world.stagedKeys()).toEqual(before);
    expect((await fetch(world.here(place))).status).toBe(404);
  });

  it('that never ends is ended, also one that repeats what is there', async () => {
    await world.bench.stop();
    await world.bench.start({ ...settings, PLUGIN_UPLOAD_MINUTES: '0.005' });
    const place = await world.place('slow.bin');
    const slow = () => world.rawPut(place, { 'content-length': '1000' }, (send) => send(Buffer.alloc(10)));
    await expect(slow()).rejects.toThrow();
    await world.put(place, Buffer.alloc(1000));
    await expect(slow()).rejects.toThrow();
    expect((await fetch(world.here(place))).headers.get('content-length')).toBe('1000');
    await world.bench.stop();
    await world.bench.start(settings);
  });

  it('to an address that nobody gave is refused', async () => {
    expect((await fetch(`${world.bench.url}/uploads/${'A'.repeat(43)}/a`, { method: 'PUT', body: 'x' })).status).toBe(
      404,
    );
  });

  it('of an asset is for those who add assets, stays, and has one address', async () => {
    const place = await world.place('0af3.png', { who: 'lead', type: 'assets' });
    await world.put(place, Buffer.from('picture'));
    await world.bench.query(`update storage_router.plugin_uploads set created_at = created_at - interval '9 days'`);
    await world.bench.get(ClearUploads).execute();
    expect(await (await fetch(world.here(place))).text()).toBe('picture');
    expect(await world.stagedKeys()).toEqual([]);
    expect(await world.accept(place)).toMatchObject({ status: 422, body: { code: 'not-an-upload' } });
    const asked = await world.get('labeler', `/v2/getUploadUrl?name=a&project=${world.people.projectId}&type=assets`);
    expect(asked.status).toBe(403);
  });
});

describe('the result of a plugin', () => {
  it('is told by upload URL or signed link, with or without a query, to its own run only', async () => {
    const place = await world.place('r.csv');
    const bytes = Buffer.from('a,b\n');
    await world.put(place, bytes);
    const told = {
      fileName: 'r.csv',
      bytes: 4,
      blob: { key: expect.stringMatching(/^plugin-results\//) as string, ...sumsOf(bytes) },
      sha256: sha256(bytes),
    };
    expect(await world.accept(place)).toEqual({ status: 200, body: told });
    expect(await world.accept(`${place}?sig=1`)).toEqual({ status: 200, body: told });
    const refused = { status: 422, body: { code: 'not-an-upload', status: 'fail' } };
    expect(await world.accept(place, { organizationId: world.people.otherId })).toMatchObject(refused);
    expect(await world.accept(place, { projectId: world.people.otherProjectId })).toMatchObject(refused);
    expect(await world.accept('https://elsewhere.example/r.csv')).toMatchObject(refused);
    const open = await world.bench.postInternal('/internal/plugin-results', {}, 'a wrong token');
    expect(open.status).toBe(401);
  });

  it('is refused when its archive is a trap, also under another name', async () => {
    const hostile = handmadeZip([{ name: 'ok.txt' }, { name: '../../.ssh/authorized_keys' }]);
    for (const name of ['evil.zip', 'evil.csv']) {
      const place = await world.place(name);
      await world.put(place, hostile);
      const { status, body } = await world.accept(place);
      expect([status, body['code']]).toEqual([422, 'result-unsafe']);
      expect(body['message']).toContain('"../../.ssh/authorized_keys" leads out of its folder');
    }
  });

  it.each(['labels.zip', 'table (1).csv'])('%s is delivered as it is, beside the original', async (name) => {
    const exportId = randomUUID();
    const bytes = name.endsWith('.zip')
      ? handmadeZip([{ name: 'a.txt', stored: randomBytes(2.2 * mebibyte), method: 0 }])
      : randomBytes(100);
    const place = await world.place(encodeURIComponent(name));
    await world.put(place, bytes);
    const { body } = await world.accept(place);
    const { fileName, blob } = body as {
      fileName: string;
      blob: { key: string; bytes: number; crc32: number; crc32c: number };
    };
    const { event } = await stageArchive(world.bench.staging, exportId);
    const key = `exports/${exportId}/convert/descriptor.json`;
    const descriptor = Buffer.from(JSON.stringify(opaqueDescriptor(blob)));
    await world.bench.staging.put(key, descriptor);
    const archive = { ...event.archive, descriptor: { key, bytes: descriptor.length }, fileName, bytes: blob.bytes };
    // cut off in the second part, and gone on with in another process
    const numbers: number[] = [];
    const cutOff = new Promise<void>((resolve) => {
      world.bench.faults.uploadPart = (target, ...call) => {
        numbers.push(call[2].number);
        if (numbers.length !== 2) return target.uploads.uploadPart(...call);
        resolve();
        return Promise.reject(new Failure('store-unavailable', 'transient', 'cut off'));
      };
    });
    const plugin = { sessionId: 'run 1', pluginId: 'p', name: 'Mine' };
    await world.bench.publish(ArchiveConverted, exportId, { ...event, exportId, archive, plugin });
    if (bytes.length > mebibyte) {
      await cutOff;
      await world.bench.stop();
      await world.bench.start(settings);
    }
    const { artifact } = await world.bench.hear(ArtifactDelivered, exportId);
    expect(artifact).toMatchObject({
      kind: 'converted',
      fileName: name.replace(' ', '_'),
      bytes: bytes.length,
      sha256: sha256(bytes),
    });
    expect(artifact.location.key).toBe(`p1/exports/${exportId}/${artifact.fileName}`);
    expect((await world.bench.objectAt(artifact.location.key)).equals(bytes)).toBe(true);
    expect(numbers).toEqual(bytes.length > mebibyte ? [1, 2, 2, 3] : []);
    const link = await world.bench.postInternal('/internal/links', {
      location: artifact.location,
      organizationId: 'o1',
      fileName: artifact.fileName,
      channel: 'app',
      audit: { exportId, kind: 'converted', userId: 'u1' },
    });
    const { url } = (await link.json()) as { url: string };
    const download = await fetch(url.replace('http://hub.example', world.bench.url));
    expect(download.headers.get('content-type')).toBe(
      name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream',
    );
    expect(download.headers.get('content-disposition')).toContain('attachment');
    expect(sha256(Buffer.from(await download.arrayBuffer()))).toBe(sha256(bytes));
  });
});
