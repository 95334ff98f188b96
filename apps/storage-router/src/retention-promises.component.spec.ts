import { randomUUID } from 'node:crypto';
import { createEvent, ExportCompleted, ExportRemoved } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { eventually } from '@hub/testing';
import fc from 'fast-check';
import type { Delivery, Location } from './deliver/delivery.js';
import { ClearDeliveries } from './retention/clear-deliveries.js';
import { ClearStaging } from './retention/clear-staging.js';
import { ExpireArtifacts } from './retention/expire-artifacts.js';
import { ForgetLinks } from './retention/forget-links.js';
import { NoteExportEnd } from './retention/note-export-end.js';
import { CustomerFolders } from './testing/customer-folders.js';
import { putDelivery } from './testing/put-delivery.js';
import { RouterBench } from './testing/router-bench.js';
import { stageArchive } from './testing/staged-archive.js';

const keptDays = 30;
const dayMs = 24 * 3600_000;
let bench: RouterBench;
let folders: CustomerFolders;
beforeAll(async () => {
  bench = await RouterBench.open();
  folders = new CustomerFolders(bench.folder);
  bench.customers = folders;
  await bench.start({ ARTIFACT_RETENTION_DAYS: `${keptDays}`, LINK_AUDIT_DAYS: '10' });
});
beforeEach(async () => {
  await bench.query('truncate storage_router.deliveries, storage_router.tickets, storage_router.issued_links');
});
afterEach(() => bench.mend());
afterAll(() => bench.close());

const clocks: Record<string, readonly string[]> = {
  deliveries: ['ended_at', 'promised_at', 'sweep_after'],
  ended_exports: ['ended_at', 'sweep_after'],
  issued_links: ['issued_at', 'expires_at'],
  tickets: ['issued_at', 'expires_at', 'revoked_at'],
};
/** So many days pass for everything. */
async function pass(days: number): Promise<void> {
  for (const [table, columns] of Object.entries(clocks))
    await bench.query(
      `update storage_router.${table} set ${columns.map((one) => `${one} = ${one} - interval '${days} days'`).join()}`,
    );
}

/** A delivered object of the default bucket. */
async function deliver(): Promise<Location> {
  const key = `p1/${randomUUID()}.zip`;
  await bench.exports.put(key, Buffer.from('zip'));
  return putDelivery(bench, { key, state: 'delivered' });
}
/** An export got the object as its file. */
async function complete(location: Location): Promise<void> {
  const exportId = randomUUID();
  const { envelope } = createEvent(ExportCompleted, ExportCompleted.sample, { source: 'spec', subject: exportId });
  await bench.get(NoteExportEnd).ended(envelope, exportId, 'completed', [location]);
}
const ticketOf = async (location: Location): Promise<{ status: number; expiresAt: Date }> => {
  const response = await bench.postInternal('/internal/tickets', {
    location,
    fileName: 'a.zip',
    expiresIn: 90 * 24 * 3600,
    audit: { exportId: 'e', kind: 'original', userId: 'u' },
  });
  return { status: response.status, expiresAt: new Date(((await response.json()) as { expiresAt: string }).expiresAt) };
};
const sweepAll = async (): Promise<void> => {
  const tasks = [
    bench.get(ExpireArtifacts),
    bench.get(ClearStaging),
    bench.get(ClearDeliveries),
    bench.get(ForgetLinks),
  ];
  for (const task of tasks) while ((await task.execute()) > 0);
};

it('an object in a customer’s bucket is never touched, however old', async () => {
  const bucket = folders.open('theirs');
  const states: Delivery['state'][] = ['delivered', 'failed', 'cancelled', 'expired'];
  for (const state of states) {
    const key = `exports/${state}.zip`;
    await bucket.put(key, Buffer.from(state));
    await putDelivery(bench, { key, state, storageId: 's1', bucket: 'theirs' });
  }
  const ours = await deliver();
  await pass(3650);
  await sweepAll();
  expect(await bench.exports.head(ours.key)).toBeNull();
  const keys: string[] = [];
  for await (const { key } of bucket.list('')) keys.push(key);
  expect(keys.sort()).toEqual(states.map((state) => `exports/${state}.zip`).sort());
  expect(
    await bench.query(`select state from storage_router.deliveries where storage_id is not null order by 1`),
  ).toEqual([...states].sort().map((state) => ({ state })));
});

it('a file is kept for as long as the last export that got it may have it, and no link is promised for longer', async () => {
  type Step = { readonly do: 'deliver' | 'pass' | 'complete' | 'sweep'; readonly n: number };
  const step: fc.Arbitrary<Step> = fc.record({
    do: fc.constantFrom('deliver', 'pass', 'pass', 'complete', 'sweep'),
    n: fc.nat(29),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      await bench.query('truncate storage_router.deliveries, storage_router.tickets, storage_router.issued_links');
      let today = 0;
      const files: { location: Location; until: number; gone: boolean }[] = [];
      for (const { do: what, n } of steps) {
        const file = files[n % (files.length || 1)];
        if (what === 'deliver') files.push({ location: await deliver(), until: today + keptDays, gone: false });
        if (what === 'pass') await pass(n + 1).then(() => (today += n + 1));
        if (what === 'complete' && file && !file.gone) {
          await complete(file.location);
          file.until = today + keptDays;
        }
        if (what === 'sweep') {
          await bench.get(ExpireArtifacts).execute();
          for (const one of files) one.gone ||= today >= one.until;
        }
        for (const one of files) {
          expect((await bench.exports.head(one.location.key)) === null).toBe(one.gone);
          const ticket = await ticketOf(one.location);
          expect(ticket.status).toBe(one.gone ? 410 : 201);
          if (one.gone || today >= one.until) continue;
          const daysLeft = (ticket.expiresAt.getTime() - Date.now()) / dayMs;
          expect(daysLeft).toBeLessThan(one.until - today + 0.001);
          expect(daysLeft).toBeGreaterThan(one.until - today - 0.01);
        }
      }
    }),
    { numRuns: 25 },
  );
});

it('what cannot be removed keeps nothing else waiting, and is tried again', async () => {
  const locations = [await deliver(), await deliver(), await deliver()];
  await pass(keptDays + 1);
  bench.faults.delete = (bucket, key) =>
    key === locations[0]!.key
      ? Promise.reject(new Failure('access-denied', 'destination', 'locked'))
      : bucket.delete(key);
  await sweepAll();
  const there = () => Promise.all(locations.map(async ({ key }) => (await bench.exports.head(key)) !== null));
  expect(await there()).toEqual([true, false, false]);
  bench.mend();
  await sweepAll();
  expect(await there()).toEqual([true, false, false]);
  await pass(1);
  await sweepAll();
  expect(await there()).toEqual([false, false, false]);
});

it('a customer who does not let us look for what was left is asked a few times, then no more', async () => {
  await putDelivery(bench, { key: 'exports/a.zip', state: 'cancelled', storageId: 's1', bucket: 'theirs' });
  let asked = 0;
  bench.faults.head = () => {
    asked += 1;
    return Promise.reject(new Failure('access-denied', 'destination', 'no'));
  };
  for (let hour = 0; hour < 12 * 24; hour += 6) {
    await pass(0.25);
    await sweepAll();
  }
  expect(asked).toBeGreaterThan(3);
  expect(asked).toBeLessThan(15);
  expect(await bench.query('select 1 from storage_router.deliveries where cleared_at is null')).toEqual([]);
});

it('several sweep at once, and each thing is swept once', async () => {
  for (let n = 0; n < 20; n++) await deliver();
  await pass(keptDays + 1);
  const counts = await Promise.all([1, 2, 3].map(() => bench.get(ExpireArtifacts).execute()));
  expect(counts.reduce((a, b) => a + b)).toBe(20);
});

it('a retry that comes while its staged bytes are swept waits, and finds none or all of them', async () => {
  const exportId = randomUUID();
  await stageArchive(bench.staging, exportId);
  const event = () =>
    createEvent(ExportCompleted, ExportCompleted.sample, { source: 'spec', subject: exportId }).envelope;
  await bench.get(NoteExportEnd).ended(event(), exportId, 'failed');
  await pass(8);
  const [cleared] = await Promise.all([
    bench.get(ClearStaging).execute(),
    bench.get(NoteExportEnd).goesOn(event(), exportId),
  ]);
  let left = 0;
  for await (const _ of bench.staging.list(`exports/${exportId}/`)) left++;
  expect(left).toBe(cleared === 1 ? 0 : 2);
});

it('the audit keeps an entry for its time after the link has ended, then it is forgotten with its ticket', async () => {
  const location = await deliver();
  await ticketOf(location);
  const kept = async () =>
    Promise.all(
      ['issued_links', 'tickets'].map(
        async (table) => (await bench.query(`select 1 from storage_router.${table}`)).length,
      ),
    );
  await pass(keptDays + 9);
  await sweepAll();
  expect(await kept()).toEqual([1, 1]);
  await pass(2);
  await sweepAll();
  expect(await kept()).toEqual([0, 0]);
});

it('an export that has left the history takes its tickets and its records along, never a file of a customer', async () => {
  const bucket = folders.open('theirs');
  const key = 'exports/left.zip';
  await bucket.put(key, Buffer.from('zip'));
  const { exportId, ...location } = await putDelivery(bench, {
    key,
    state: 'delivered',
    storageId: 's1',
    bucket: 'theirs',
  });
  const audit = { exportId, kind: 'original', userId: 'u' };
  const response = await bench.postInternal('/internal/tickets', {
    location,
    organizationId: 'o1',
    fileName: 'a.zip',
    audit,
  });
  const url = ((await response.json()) as { url: string }).url.replace('http://hub.example', bench.url);
  await pass(2);
  await sweepAll();
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
  await bench.publish(ExportRemoved, exportId, { ...ExportRemoved.sample, exportId });
  const row = `select 1 from storage_router.deliveries where export_id = '${exportId}'`;
  await eventually(async () => (await bench.query(row)).length === 0);
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(410);
  expect(await bucket.head(key)).not.toBeNull();
  expect(await bench.query('select form from storage_router.issued_links order by id')).toEqual([
    { form: 'ticket' },
    { form: 'redirect' },
  ]);
});
