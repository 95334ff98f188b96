import { randomBytes } from 'node:crypto';
import { serviceDatabase } from '@hub/outbox';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { publicSettings, sealedFor } from '../connections/storage.js';
import { uploadAad } from '../deliver/delivery-uploads.js';
import { rewrapAll } from '../persistence/rewrap-all.js';
import { routerDatabase } from '../persistence/router-database.js';
import { SealedSecrets } from '../persistence/sealed-secrets.js';
import { storageRouter } from '../storage-router.module.js';
import { EnvelopeSealer, KeyRing } from '@hub/sealing';
import { RewrapSecrets } from './rewrap-secrets.js';

const [one, two] = ['1', '2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`);
const sealerOf = (keys: string): EnvelopeSealer => new EnvelopeSealer(KeyRing.parse(keys));
const before = sealerOf(`${one}`);
const both = KeyRing.parse(`${two},${one}`);
const after = sealerOf(`${two}`);

let server: TestDatabase;
let database: ReturnType<typeof serviceDatabase>;
beforeAll(async () => {
  server = await startTestDatabase();
  await storageRouter.migrate(server.url);
  database = await serviceDatabase(routerDatabase(server.url)).initialize();
});
beforeEach(() => database.query('truncate storage_router.storages, storage_router.uploads cascade'));
afterAll(async () => {
  await database.destroy();
  await server.stop();
});

const connection = { kind: 'gcs-hmac', accessKeyId: 'GOOG1EXAMPLE', secretAccessKey: 'hidden' } as const;
const rowOf = (id: string) => ({ id, organizationId: 'o' });
const aadOf = (id: string): string => sealedFor(rowOf(id));
const add = async (id: string, sealed: string): Promise<void> => {
  await database.query(
    `insert into storage_router.storages values ($1, 'o', 'S', 'gcs-hmac', $2, $3, now(), 'me', now(), 'me')`,
    [id, JSON.stringify(publicSettings(connection)), sealed],
  );
};
const addMany = async (count: number, sealer = before): Promise<string[]> => {
  const ids = Array.from({ length: count }, (_, n) => `s${String(n).padStart(4, '0')}`);
  for (const id of ids) await add(id, sealer.seal(id, aadOf(id)));
  return ids;
};
const sealed = async (): Promise<Record<string, string>> => {
  const rows: { id: string; text: string }[] = await database.query(
    'select id, sealed_connection as text from storage_router.storages',
  );
  return Object.fromEntries(rows.map(({ id, text }) => [id, text]));
};

it('brings all of them under the first key, in batches, and tells how many', async () => {
  const ids = await addMany(230);
  await database.query(
    `insert into storage_router.uploads (job_id, export_id, kind, bucket, key, sealed_id) values ('j', 'e', 'original', 'b', 'k', $1)`,
    [before.seal('an upload', uploadAad('j'))],
  );
  const updated: unknown[] = await database.query('select id, updated_at from storage_router.storages order by id');
  expect(await rewrapAll(server.url, both)).toEqual([
    { place: 'storages', total: 230, rewrapped: 230, unopened: [] },
    { place: 'uploads', total: 1, rewrapped: 1, unopened: [] },
  ]);
  const texts = await sealed();
  // the old key is not needed any more, and nobody's open clients are dropped
  for (const id of ids) expect(after.open(texts[id] ?? '', aadOf(id))).toBe(id);
  const [upload]: { sealed_id: string }[] = await database.query('select sealed_id from storage_router.uploads');
  expect(after.open(upload?.sealed_id ?? '', uploadAad('j'))).toBe('an upload');
  expect(await database.query('select id, updated_at from storage_router.storages order by id')).toEqual(updated);
  expect(await rewrapAll(server.url, both)).toMatchObject([{ total: 230, rewrapped: 0 }, { rewrapped: 0 }]);
});

it('leaves what does not open, says which and why, and does the rest', async () => {
  await add('a', before.seal('a', aadOf('another')));
  await add('b', sealerOf(`lost:${randomBytes(32).toString('base64')}`).seal('b', aadOf('b')));
  await add('c', before.seal('c', aadOf('c')));
  const texts = await sealed();
  const outcomes = await rewrapAll(server.url, both);
  expect(outcomes[0]).toMatchObject({
    total: 3,
    rewrapped: 1,
    unopened: [
      { id: 'a', reason: expect.stringContaining('does not open') },
      { id: 'b', reason: expect.stringContaining('"lost"') },
    ],
  });
  expect(await sealed()).toEqual({ ...texts, c: expect.stringMatching(/^sealed:v1:2:/) });
});

/** Secrets whose replacing is disturbed: by a stop, or by somebody who writes at the same time. */
class Disturbed extends SealedSecrets {
  batches = 0;
  constructor(private readonly disturb: (batch: number) => Promise<void>) {
    super(database);
  }
  override async replace(...call: Parameters<SealedSecrets['replace']>): Promise<number> {
    await this.disturb(++this.batches);
    return super.replace(...call);
  }
}
const rewrap = (secrets: SealedSecrets) =>
  new RewrapSecrets(secrets, new EnvelopeSealer(both), both.sealing.id).execute();

it('goes on where it was stopped', async () => {
  await addMany(230);
  const stop = (batch: number) => (batch === 2 ? Promise.reject(new Error('killed')) : Promise.resolve());
  await expect(rewrap(new Disturbed(stop))).rejects.toThrow('killed');
  const done = Object.values(await sealed()).filter((text) => text.startsWith('sealed:v1:2:'));
  expect(done).toHaveLength(100);
  expect(await rewrapAll(server.url, both)).toMatchObject([{ rewrapped: 130 }, {}]);
});

it('never undoes what a service writes meanwhile, and finds what it wrote with the old key', async () => {
  await addMany(3);
  const change = async (batch: number): Promise<void> => {
    if (batch > 1) return;
    const newer = before.seal('newer', aadOf('s0001'));
    await database.query(`update storage_router.storages set sealed_connection = $1 where id = 's0001'`, [newer]);
    await add('r', before.seal('new', aadOf('r')));
  };
  expect(await rewrap(new Disturbed(change))).toMatchObject([{ total: 4, rewrapped: 4, unopened: [] }, {}]);
  const texts = await sealed();
  expect(after.open(texts['s0001'] ?? '', aadOf('s0001'))).toBe('newer');
  expect(after.open(texts['r'] ?? '', aadOf('r'))).toBe('new');
});

it('knows every column that keeps sealed texts', async () => {
  const columns: { name: string }[] = await database.query(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'storage_router' and column_name like 'sealed%' order by 1`,
  );
  expect(columns.map(({ name }) => name)).toEqual(['storages.sealed_connection', 'uploads.sealed_id']);
});
