import { startTestDatabase, type TestDatabase } from '@hub/testing';
import fc from 'fast-check';
import { openReadPool } from '../copy/read-pool.js';
import type { Pool } from 'pg';
import { newBetween, visibleAt } from './visible.js';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await startTestDatabase();
  pool = openReadPool(database.url, 1, 'visible');
});
afterAll(async () => {
  await pool.end();
  await database.stop();
});

/** `xmin:xmax:open transactions`, as Postgres writes it: the oldest open one, or the next, is xmin. */
const snapshots = fc
  .tuple(fc.integer({ min: 10, max: 40 }), fc.uniqueArray(fc.integer({ min: 5, max: 39 }), { maxLength: 6 }))
  .map(([xmax, ids]) => {
    const open = ids.filter((id) => id < xmax).sort((a, b) => a - b);
    return `${open[0] ?? xmax}:${xmax}:${open.join(',')}`;
  });
const ids = `generate_series(3, 45) n cross join lateral (select n::text::xid8 as xid) x`;

it('is what Postgres says of every transaction', async () => {
  await fc.assert(
    fc.asyncProperty(snapshots, async (snapshot) => {
      const { rows } = await pool.query<{ n: number }>(
        `select n from ${ids} where (${visibleAt('xid', snapshot)}) <> pg_visible_in_snapshot(xid, '${snapshot}'::pg_snapshot)`,
      );
      expect(rows).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it('leaves out no transaction that is new between two snapshots', async () => {
  await fc.assert(
    fc.asyncProperty(snapshots, snapshots, async (earlier, later) => {
      const { rows } = await pool.query<{ n: number }>(
        `select n from ${ids} where ${visibleAt('xid', later)} and not ${visibleAt('xid', earlier)}
         and not (${newBetween('xid', earlier, later)})`,
      );
      expect(rows).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it.each(['', '5:6', '5:6:x', `5:6:'; drop table t`, '-5:6:'])('refuses what is no snapshot: %j', (snapshot) => {
  expect(() => visibleAt('xid', snapshot)).toThrow(expect.objectContaining({ code: 'snapshot-unreadable' }));
});
