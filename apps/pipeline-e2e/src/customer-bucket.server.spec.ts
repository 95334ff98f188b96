import { randomBytes } from 'node:crypto';
import { eventually, FaultyStore } from '@hub/testing';
import { z } from 'zod';
import { connectStorage, setExportStorage } from './clients/export-storage.js';
import { foreignSha256 } from './clients/foreign-download.js';
import { HubClient, type ExportView } from './clients/hub-client.js';
import { importFile } from './clients/import-file.js';
import { ListeningClient } from './clients/listening-client.js';
import { customerGcs, customerS3, type CustomerStore } from './hubs/customer-stores.js';
import type { HurtableHub } from './hubs/hub.js';
import { leaksIn, type Secret } from './hubs/leaks.js';
import { startNativeHub } from './hubs/native-hub.js';
import { serversSchema } from './hubs/servers.js';
import { largeCoco } from './journeys/large-coco.js';

jest.setTimeout(240_000);

const kinds = ['S3', 'Google'] as const;
const ours = {
  INTERNAL_TOKEN: randomBytes(16).toString('hex'),
  LINK_SECRET: randomBytes(16).toString('hex'),
  STORAGE_KEY: randomBytes(32).toString('base64'),
};
const linkSchema = z.object({ url: z.string() });
const notificationsSchema = z.object({
  notifications: z.array(z.object({ exportId: z.string(), link: z.string().nullable() })),
});
const historySchema = z.object({
  exports: z.array(z.object({ id: z.string(), destination: z.object({ bucket: z.string() }).nullish() })),
});

/** Exports into buckets of customers, from the request to somebody who downloads without anything of ours. */
describe("on Kafka, into a customer's bucket", () => {
  let staging: FaultyStore;
  let google: FaultyStore;
  let hub: HurtableHub;
  let client: ListeningClient;
  let s3: Awaited<ReturnType<typeof customerS3>>;
  let stores: Record<(typeof kinds)[number], CustomerStore>;
  const projects = new Map<string, string>();
  const storages = new Map<string, string>();
  const projectOf = (kind: string): string => projects.get(kind) ?? '';
  const place = (kind: (typeof kinds)[number], bucket = stores[kind].bucket) => ({
    enabled: true,
    storageId: storages.get(kind) ?? '',
    bucket,
    path: 'exports/{project}/{date}',
  });

  beforeAll(async () => {
    staging = await FaultyStore.open(serversSchema.parse(process.env).S3_ENDPOINT);
    google = await FaultyStore.open(z.string().parse(process.env['GCS_ENDPOINT']), { ownHost: /^\/test-/ });
    s3 = await customerS3();
    stores = { S3: s3, Google: await customerGcs() };
    hub = await startNativeHub({
      storeEndpoint: staging.url,
      settings: {
        ...{ INTERNAL_TOKEN: ours.INTERNAL_TOKEN, LINK_SECRET: ours.LINK_SECRET },
        STORAGE_KEYS: `1:${ours.STORAGE_KEY}`,
        CUSTOMERS_GCS_ENDPOINT: google.url,
        // small parts, so that archives are sent in several
        DELIVERY_PART_MIB: '1',
        LOG_LEVEL: 'debug',
      },
    });
    const admin =
      hub.demo.users.find(({ role }) => role === 'admin') ?? hub.demo.users.find(({ role }) => role === 'owner');
    client = new ListeningClient(hub.url, admin?.apiKey ?? '');
    for (const kind of kinds) {
      projects.set(kind, await importFile(client, `Into ${kind}`, 'boxes.json', largeCoco(100, 20_000)));
      storages.set(kind, await connectStorage(client, stores[kind].storage));
    }
  }, 300_000);
  afterAll(async () => {
    await hub?.stop();
    await Promise.all([
      staging?.close(),
      google?.close(),
      ...Object.values(stores ?? {}).map((store) => store.remove()),
    ]);
  });

  const exported = async (kind: string): Promise<ExportView> => {
    const wish = { format: 'json', converter: 'coco', sendEmail: true, reuse: false };
    return client.finished((await client.createExport(projectOf(kind), wish)).id);
  };
  const linkTo = async (id: string, artifact: string): Promise<string> =>
    linkSchema.parse(await client.json('POST', `/api/exports/${id}/artifacts/${artifact}/link`)).url;
  /** Where a link of ours leads. */
  const target = async (path: string): Promise<string> => {
    const anybody = new HubClient(hub.url, '');
    const reader = path.startsWith('/d/') ? anybody : client;
    const answer = await reader.request('GET', path);
    expect(answer.status).toBe(302);
    return answer.headers.get('location') ?? '';
  };
  const leadsInto = (bucket: string) => expect.stringMatching(new RegExp(`^https?://[^/]+/${bucket}/exports/`));

  it.each(kinds)('both files lie in the bucket, and every link leads there: %s', async (kind) => {
    const store = stores[kind];
    expect(await setExportStorage(client, projectOf(kind), place(kind))).toMatchObject({
      enabled: true,
      lastCheck: { ok: true },
    });
    const view = await exported(kind);
    expect(view).toMatchObject({ state: 'completed', artifacts: [{ kind: 'original' }, { kind: 'converted' }] });
    const keys = await store.keys();
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatch(new RegExp(`^exports/Into_${kind}/\\d{4}-\\d\\d-\\d\\d/[^/]+\\.zip$`));
    for (const { kind: artifact, sha256 } of view.artifacts) {
      const url = await linkTo(view.id, artifact);
      expect(url).toEqual(leadsInto(store.bucket));
      expect(await foreignSha256(url)).toBe(sha256);
    }
    const plain = await Promise.all(keys.flatMap((key) => store.plainUrl(key) ?? []).map(foreignSha256));
    if (plain.length > 0) expect(plain.sort()).toEqual(view.artifacts.map(({ sha256 }) => sha256).sort());

    const link = await eventually(async () => {
      const answer = await client.json('GET', '/api/notifications?limit=100');
      return notificationsSchema.parse(answer).notifications.find(({ exportId }) => exportId === view.id)?.link;
    });
    expect(await target(link)).toEqual(leadsInto(store.bucket));
    const mail = await eventually(async () =>
      (await hub.mails()).find(({ subject }) => subject.includes(`Into ${kind}`)),
    );
    const tickets = [...mail.text.matchAll(/https?:\/\/[^/\s]+(\/d\/\S+)/g)].map(([, path = '']) => path);
    expect(tickets.length).toBeGreaterThan(0);
    for (const ticket of tickets) expect(await target(ticket)).toEqual(leadsInto(store.bucket));
    const history = historySchema.parse(await client.json('GET', `/api/projects/${projectOf(kind)}/exports`));
    expect(history.exports.find(({ id }) => id === view.id)?.destination).toMatchObject({ bucket: store.bucket });
  });

  it.each(kinds)('the default bucket takes over when it is switched off: %s', async (kind) => {
    const before = await stores[kind].keys();
    await setExportStorage(client, projectOf(kind), { enabled: false });
    const view = await exported(kind);
    expect(view.state).toBe('completed');
    expect(new URL(await linkTo(view.id, 'original')).pathname).toMatch(/^\/exports-[0-9a-f]+\//);
    expect(await stores[kind].keys()).toEqual(before);
  });

  it('refuses a bucket that cannot be written to before anything is exported', async () => {
    await expect(setExportStorage(client, projectOf('S3'), place('S3', 'nobodys-bucket'))).rejects.toThrow(
      /400 .*destination-unwritable/,
    );
  });

  it('fails with words when the bucket is gone, and delivers after a retry without building again', async () => {
    const second = await customerS3(s3.user);
    await setExportStorage(client, projectOf('S3'), place('S3', second.bucket));
    await second.remove();
    const failed = await exported('S3');
    expect(failed).toMatchObject({
      state: 'failed',
      error: { step: 'deliver', code: 'bucket-missing', remedy: expect.stringContaining(second.bucket) },
    });
    await setExportStorage(client, projectOf('S3'), place('S3'));
    const [before, since] = [await s3.keys(), staging.calls.length];
    await client.json('POST', `/api/exports/${failed.id}/retry`);
    const view = await client.finished(failed.id);
    expect(view).toMatchObject({ state: 'completed', artifacts: [{ kind: 'original' }, { kind: 'converted' }] });
    expect((await s3.keys()).length).toBe(before.length + 2);
    expect(staging.puts(/^\/staging-[^/]+\/.*\/build\//, since)).toEqual([]);
    for (const { kind, sha256 } of view.artifacts)
      expect(await foreignSha256(await linkTo(view.id, kind))).toBe(sha256);
  });

  it('has written no secret down, in logs, events, tables, temporary files, mails and answers', async () => {
    const sessions = google.calls.map(({ target: url }) => new URL(url, google.url).searchParams.get('upload_id'));
    const secrets: Secret[] = [
      ...Object.entries(ours).map(([name, text]) => ({ name, text })),
      ...kinds.flatMap((kind) => stores[kind].secrets.map((text) => ({ name: `the storage of ${kind}`, text }))),
      ...[...new Set(sessions)].flatMap((id) => (id ? [{ name: 'an upload session', text: id }] : [])),
    ];
    expect(secrets.filter(({ name }) => name === 'an upload session').length).toBeGreaterThan(0);
    // what everybody may know is looked for too: that shows that the search reads what lies in each place
    const known = [
      ...[...storages.values()].map((text) => ({ name: 'a storage', text })),
      { name: 'a project', text: 'Into S3' },
      { name: 'a service', text: '"name":"storage-router"' },
    ];
    const all = async function* () {
      yield { place: 'answers of the API', text: client.heard.join('\n') };
      yield { place: 'mails', text: JSON.stringify(await hub.mails()) };
      yield* hub.traces();
    };
    const found = await leaksIn(all(), [...secrets, ...known]);
    const isKnown = (leak: string): boolean => known.some(({ name }) => leak.startsWith(`${name} in `));
    expect(found.filter((leak) => !isKnown(leak))).toEqual([]);
    for (const each of [
      /^a storage in answers/,
      /^a project in mails$/,
      /^a service in logs$/,
      /^a storage in topic .*export-steps$/,
      /^a storage in table storage_router\.storages$/,
    ])
      expect(found).toContainEqual(expect.stringMatching(each));
  });
});
