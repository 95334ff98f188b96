import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { Pool } from 'pg';
import { openReadPool } from './copy/read-pool.js';
import { streamCopy } from './copy/stream-copy.js';
import { untilAborted } from './copy/until-aborted.js';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await startTestDatabase();
  pool = openReadPool(database.url, 2, 'reader under test');
});
afterAll(async () => {
  await pool.end();
  await database.stop();
});

async function rows(sql: string, signal: AbortSignal, seen: (n: number) => void = () => undefined): Promise<number> {
  let count = 0;
  for await (const _ of streamCopy(untilAborted(pool, signal), sql)) seen(++count);
  return count;
}
const soon = (stop: AbortController): NodeJS.Timeout => setTimeout(() => stop.abort(), 100);

it('ends a statement that does not answer, and leaves no connection behind', async () => {
  const stop = new AbortController();
  soon(stop);
  const from = performance.now();
  await expect(rows('select pg_sleep(60)', stop.signal)).rejects.toThrow();
  expect(performance.now() - from).toBeLessThan(2000);
  expect(pool.totalCount).toBe(0);
});

it('ends a COPY in the middle', async () => {
  const stop = new AbortController();
  const large = `select n, repeat('x', 10000) from generate_series(1, 1000000) n`;
  const read = rows(large, stop.signal, (n) => n === 100 && stop.abort());
  await expect(read).rejects.toThrow();
  expect(pool.totalCount).toBe(0);
});

it('begins nothing when it is too late', async () => {
  await expect(rows('select 1', AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
});

it('gives connections back as they were when nobody aborts, and an abort afterwards touches no one else', async () => {
  const stop = new AbortController();
  for (let n = 0; n < 20; n++) expect(await rows('select 1', stop.signal)).toBe(1);
  expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
  const other = rows('select pg_sleep(0.3)', new AbortController().signal);
  soon(stop);
  expect(await other).toBe(1);
  expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
});
