import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.js';

describe('embedded Postgres', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-embedded-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };

  it('keeps its data between starts and speaks UTF-8', async () => {
    const first = await startEmbeddedPostgres({ folder, durable: false });
    await query(first.url, `create table kept as select '人名 😀' as text`);
    await first.stop();

    const second = await startEmbeddedPostgres({ folder, durable: false });
    expect(await query(second.url, 'select text from kept')).toEqual([{ text: '人名 😀' }]);
    expect(await query(second.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    await second.stop();
  });

  it('takes over a server that a killed launcher left running', async () => {
    const left = await startEmbeddedPostgres({ folder, durable: false });
    const found = await startEmbeddedPostgres({ folder, durable: false });
    expect(found.url).toBe(left.url);
    await found.stop();
    await expect(query(left.url, 'select 1')).rejects.toThrow();
  });
});
