import fc from 'fast-check';
import { ExportRemoved } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { eventually } from '@hub/testing';
import { randomUUID } from 'node:crypto';
import { exportApi } from '../export-api.module.js';
import type { ExportState } from '../exports/export-states.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { ExportApiWorld } from '../testing/export-api-world.js';
import { sampleExport } from '../testing/sample-export.js';
import { ForgetExports } from './forget-exports.js';

let world: ExportApiWorld;
beforeAll(async () => {
  world = await ExportApiWorld.start({ HISTORY_RETENTION_DAYS: '30' });
});
beforeEach(() => world.store.dataSource.query('delete from export_api.exports'));
afterAll(() => world.stop());

type File = 'none' | 'ours' | 'expired' | 'theirs';
interface Row {
  readonly state: ExportState;
  readonly file: File;
  /** Days since it ended. */
  readonly ago: number;
  /** Index of the row whose build it shares, or that it is a delta of. */
  readonly joined: number | null;
  readonly since: number | null;
}
const plain: Row = { state: 'completed', file: 'none', ago: 31, joined: null, since: null };

async function put(rows: readonly Partial<Row>[]): Promise<string[]> {
  const ids = rows.map(() => randomUUID());
  const all = rows.map((row) => ({ ...plain, ...row }));
  await world.get(Transactions).run(async ({ manager }) => {
    for (const [n, row] of all.entries()) {
      const ended = ['completed', 'failed', 'cancelled', 'expired'].includes(row.state);
      const endedAt = ended ? new Date(Date.now() - row.ago * 24 * 3600_000) : null;
      const location = { storageId: row.file === 'theirs' ? 's1' : null, bucket: 'b', key: ids[n]! };
      const file = { kind: 'original', fileName: 'a.zip', bytes: 1, sha256: 'ab', location, deliveredAt: '' } as const;
      const artifacts =
        row.file === 'none' ? [] : [{ ...file, expiredAt: row.file === 'expired' ? '2026-11-01' : null }];
      const failure = { step: 'build', code: 'c', fault: 'hub', retryable: true, message: 'm' } as const;
      const snapshot = sampleExport().snapshot;
      const added = sampleExport({
        id: ids[n]!,
        state: row.state,
        endedAt,
        artifacts,
        failure: row.state === 'failed' ? failure : null,
        joinedTo: row.joined === null ? null : ids[row.joined]!,
        since: row.since === null ? null : { exportId: ids[row.since]!, snapshot },
      });
      await world.get(ExportsRepository).add(manager, added);
    }
  });
  return ids;
}
const left = async (ids: readonly string[]): Promise<number[]> => {
  const rows = await world.store.dataSource.query<{ id: string }[]>('select id from export_api.exports');
  return rows.map(({ id }) => ids.indexOf(id)).sort((a, b) => a - b);
};
/** As the sweep does: until nothing is due. How many were forgotten. */
async function sweep(): Promise<number> {
  let total = 0;
  for (let count = -1; count !== 0; total += count) count = await world.get(ForgetExports).execute();
  return total;
}

describe('the history', () => {
  it('forgets what ended long ago, however it ended', async () => {
    const ids = await put([
      { state: 'failed' },
      { state: 'cancelled' },
      { state: 'expired', file: 'expired' },
      { state: 'completed', file: 'theirs' },
      { state: 'completed', file: 'theirs', ago: 29 },
    ]);
    await sweep();
    expect(await left(ids)).toEqual([4]);
    await world.settled();
    expect(ids.map((id) => world.bus.said(ExportRemoved, id).length)).toEqual([1, 1, 1, 1, 0]);
  });

  it('keeps what runs, and what has its file in the default bucket', async () => {
    const ids = await put([
      { state: 'building' },
      { file: 'ours' },
      { state: 'failed', file: 'ours' },
      { file: 'expired' },
    ]);
    await sweep();
    expect(await left(ids)).toEqual([0, 1, 2]);
  });

  it('keeps a root for as long as one that joined it', async () => {
    const ids = await put([{}, { joined: 0, ago: 10 }, {}, { joined: 2, ago: 40 }]);
    await sweep();
    expect(await left(ids)).toEqual([0, 1]);
  });

  it('keeps the base of a delta that may still be built, and no longer', async () => {
    const ids = await put([{}, { state: 'failed', since: 0, ago: 10 }, {}, { state: 'completed', since: 2, ago: 10 }]);
    await sweep();
    expect(await left(ids)).toEqual([0, 1, 3]);
  });

  it('keeps what a continuous delivery goes on from', async () => {
    const ids = await put([{}, {}, {}]);
    await world.store.dataSource.query(
      `insert into export_api.continuous_deliveries (project_id, id, organization_id, set_up_by_id, set_up_by_email, enabled,
         settings, start_from, selection, base, batches, batch_export_id, under_way, tries, resume, version, created_at, updated_at)
       values ($1, 'c1', 'o', 'u', 'e', false, '{}', 'now', '{}', $2, 1, $3, false, 0, false, 1, now(), now())`,
      [sampleExport().projectId, JSON.stringify({ exportId: ids[0] }), ids[1]],
    );
    await sweep();
    expect(await left(ids)).toEqual([0, 1]);
    await world.store.dataSource.query(`delete from export_api.continuous_deliveries where id = 'c1'`);
    await sweep();
    expect(await left(ids)).toEqual([]);
  });

  it('is swept by several processes at once, while somebody asks for more', async () => {
    const second = await world.addInstance();
    const ids = await put(Array.from({ length: 60 }, (_, n) => (n % 3 ? { joined: n - (n % 3) } : {})));
    const [a, b] = await Promise.all([
      world.get(ForgetExports).execute(),
      world.get(ForgetExports, 1).execute(),
      world.request(),
    ]);
    // each once: those that joined first, their roots then
    expect(a + b).toBeGreaterThanOrEqual(40);
    expect(a + b + (await sweep())).toBe(60);
    expect(await left(ids)).toEqual([-1]);
    await second();
  });

  it('never forgets what somebody may still need, and in the end everything else', async () => {
    const states = ['completed', 'failed', 'cancelled', 'expired', 'building'] as const;
    const link = fc.option(fc.nat(6), { nil: null });
    const row = fc.record({
      state: fc.constantFrom(...states),
      file: fc.constantFrom<File>('none', 'ours', 'expired', 'theirs'),
      ago: fc.constantFrom(1, 29, 31, 100),
      joined: link,
      since: link,
    });
    // links lead to earlier rows, and a root has no root
    const history = fc.array(row, { minLength: 1, maxLength: 7 }).map((rows) => {
      const made: Row[] = [];
      for (const [n, { joined, since, ...one }] of rows.entries()) {
        const root = joined !== null && joined < n && made[joined]!.joined === null ? joined : null;
        made.push({ ...one, joined: root, since: since !== null && since < n ? since : null });
      }
      return made;
    });
    await fc.assert(
      fc.asyncProperty(history, async (rows) => {
        await world.store.dataSource.query('delete from export_api.exports');
        const ids = await put(rows);
        await sweep();
        expect(await left(ids)).toEqual(kept(rows));
      }),
      { numRuns: 60 },
    );
  });
});

/** Told from the rules alone: what is not old or has its file with us stays, and so does what something that stays needs. */
function kept(rows: readonly Row[]): number[] {
  const stays = rows.map((row) => row.state === 'building' || row.ago < 30 || row.file === 'ours');
  for (let changed = true; changed;) {
    changed = false;
    for (const [n, row] of rows.entries()) {
      const buildable = row.state === 'building' || row.state === 'failed';
      for (const needed of [row.joined, buildable ? row.since : null]) {
        if (!stays[n] || needed === null || stays[needed]) continue;
        stays[needed] = true;
        changed = true;
      }
    }
  }
  return rows.flatMap((_, n) => (stays[n] ? [n] : []));
}

it('keeps everything unless it is told otherwise', () => {
  const settings = { DATABASE_URL: 'postgres://x/y', STORAGE_ROUTER_URL: 'http://x', INTERNAL_TOKEN: 'x'.repeat(16) };
  expect(exportApi.settings.parse(settings).HISTORY_RETENTION_DAYS).toBe(0);
});

it('says until when a failed export can be tried again', async () => {
  const asked = await world.request();
  await world.sendAndWait(world.news(asked).failed());
  const failed = await eventually(async () => {
    const view = await world.view(asked.id);
    return view.endedAt ? view : null;
  });
  expect(Date.parse(failed.retryableUntil!) - Date.parse(failed.endedAt!)).toBe(7 * 24 * 3600_000);
  await world.call('manager', 'POST', `/api/exports/${asked.id}/retry`);
  expect((await world.view(asked.id)).retryableUntil).toBeNull();
});
