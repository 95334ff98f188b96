import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import { createHash } from 'node:crypto';
import { Socket } from 'node:net';
import { Client, Pool } from 'pg';
import { openReadPool } from './copy/read-pool.js';
import { streamCopy, streamRows } from './copy/stream-copy.js';

let database: TestDatabase;
let pool: Pool;
let outside: Client;
beforeAll(async () => {
  database = await startTestDatabase();
  pool = openReadPool(database.url, 2, 'reader under test');
  // a client, not a pool: its end is awaited until the connection is closed, before the server goes
  outside = new Client({ connectionString: database.url });
  await outside.connect();
});
afterAll(async () => {
  await pool.end();
  await outside.end();
  await database.stop();
});

const large = `select n, repeat('x', 10000) from generate_series(1, 1000000) n`;
const backends = async (): Promise<number> =>
  (
    await outside.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where application_name = 'reader under test'`,
    )
  ).rows[0]!.n;

async function rows(sql: string): Promise<number> {
  let count = 0;
  for await (const _ of streamCopy(pool, sql)) count++;
  return count;
}

it('gives the connection back after the last row', async () => {
  expect(await rows('select n from generate_series(1, 3) n')).toBe(3);
  expect(await rows('select n from generate_series(1, 5000) n')).toBe(5000);
  expect(await backends()).toBe(1);
  expect(pool.idleCount).toBe(1);
});

it('leaves no connection behind, on either side, when it is left early', async () => {
  for (let i = 0; i < 5; i++) {
    for await (const _ of streamCopy(pool, large)) break;
  }
  expect(pool.totalCount).toBe(0);
  await eventually(async () => (await backends()) === 0);
});

it('leaves no connection behind when its reader fails', async () => {
  const reading = (async () => {
    for await (const _ of streamCopy(pool, large)) throw new Error('disk full');
  })();
  await expect(reading).rejects.toThrow('disk full');
  expect(pool.totalCount).toBe(0);
});

it('says what Postgres says, and works on', async () => {
  await expect(rows('select 1 / (n - 3) from generate_series(1, 5) n')).rejects.toThrow('division by zero');
  await expect(rows('select nonsense')).rejects.toThrow('nonsense');
  expect(await rows('select 1')).toBe(1);
});

it('reads no faster than its reader: memory stays flat', async () => {
  const before = process.memoryUsage();
  let seen = 0;
  let peak = 0;
  for await (const _ of streamCopy(pool, large)) {
    seen++;
    if (seen % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    peak = Math.max(peak, seen % 500 === 0 ? process.memoryUsage.rss() - before.rss : 0);
    if (seen === 30_000) break;
  }
  // 300 MB went by
  expect(peak).toBeLessThan(200 << 20);
});

it('writes nothing', async () => {
  await expect(pool.query('create table t (n int)')).rejects.toThrow('read-only');
});

it('ends a statement that takes longer than its reader would wait', async () => {
  const hasty = openReadPool(database.url, 1, 'hasty reader', 200);
  await expect(hasty.query('select pg_sleep(30)')).rejects.toMatchObject({ code: '57014' });
  expect((await hasty.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await hasty.end();
});

describe.each([
  ['into one buffer', () => openReadPool(database.url, 1, 'reader under test')],
  // as under TLS
  ['as Node reads it', () => new Pool({ connectionString: database.url, max: 1, stream: () => new Socket() })],
])('a connection that is read %s', (_, open) => {
  // rows of 0 to 600 kB: many to a chunk, and many chunks to a row
  const text = (n: string): string =>
    `repeat(md5(${n}::text), ((${n}::bigint * ${n} * 7919)::int8 % (case ${n} % 50 when 0 then 20000 else 100 end))::int)`;

  it('gives every byte, and serves other queries in between', async () => {
    const one = open();
    for (let round = 0; round < 3; round++) {
      const [expected] = (
        await one.query<{ sum: string }>(
          `select encode(sha256(string_agg(${text('n')}, '' order by n)::bytea), 'hex') as sum from generate_series(1, 2000) n`,
        )
      ).rows;
      const hash = createHash('sha256');
      for await (const rows of streamRows(one, `select ${text('n')} from generate_series(1, 2000) n`))
        while (rows.next()) {
          hash.update(rows.column(0) ?? '');
          // a reader that makes the server wait
          if (round === 1) await new Promise((resolve) => setImmediate(resolve));
        }
      expect(hash.digest('hex')).toBe(expected?.sum);
    }
    await one.end();
  });

  it('fails when the server cuts it off', async () => {
    const one = open();
    one.on('error', () => undefined);
    const pid = (await one.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;
    const reading = (async () => {
      let count = 0;
      for await (const _ of streamCopy(one, large))
        if (++count === 100) await outside.query('select pg_terminate_backend($1)', [pid]);
    })();
    await expect(reading).rejects.toThrow(/terminat/);
    expect(one.totalCount).toBe(0);
    await one.end();
  });
});
