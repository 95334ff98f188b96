import { serviceDatabase } from '@hub/outbox';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import { DataSource } from 'typeorm';
import type { Export } from '../exports/export.js';
import { exportDatabase, migrate } from './export-database.js';
import { ExportGroups } from './export-groups.js';

let database: TestDatabase;
let source: DataSource;
let groups: ExportGroups;
const idOf = (n: number): string => n.toString(16).padStart(24, '0');
const numberOf = ({ id }: Pick<Export, 'id'>): number => parseInt(id, 16);

beforeAll(async () => {
  database = await startTestDatabase();
  await migrate(database.url);
  source = await serviceDatabase(exportDatabase(database.url)).initialize();
  groups = new ExportGroups(source);
  // one project with 40,000 exports a minute apart: every second one has the content 'same', which is expired but for
  // the newest; 20,000 has the build that a hundred others share
  await source.query(`
    insert into export_api.exports (id, organization_id, project_id, project_name, requested_by_id, requested_by_email, requested_at,
      format, request, selection, snapshot, send_email, notify, request_hash, state, attempt, milestones, artifacts, updated_at, ended_at, content_hash, joined_to)
    select lpad(to_hex(n), 24, '0'), 'o', 'p', 'Project', 'u', 'u@spec.example',
      timestamptz '2026-01-01T00:00:00Z' + n * interval '1 minute', 'json', '{"format":"json"}', '{}', '{}', false, true, 'h',
      case when n > 39900 and n % 3 = 0 then 'building' when n > 39900 then 'completed' else 'expired' end, 1, '{}',
      case when n > 39990 then '[{"kind": "original", "expiredAt": null}, {"kind": "converted", "expiredAt": "2026-02-01T00:00:00Z"}]'::jsonb
        else '[{"kind": "original", "expiredAt": null}]' end,
      now(), case when n > 39900 and n % 3 = 0 then null else now() end,
      case when n % 2 = 0 then 'same' else 'other' || n end, case when n > 39900 then lpad(to_hex(20000), 24, '0') end
    from generate_series(1, 40000) n`);
  await source.query('vacuum analyze export_api.exports');
});
afterAll(async () => {
  await source.destroy();
  await database.stop();
});

it('finds the newest that is completed with all its files, and the newest that runs', async () => {
  // 39,991 and later have lost a file; 39,990 runs
  expect((await groups.joinable('p', 'same')).map(numberOf)).toEqual([39_988, 39_996]);
  expect(await groups.joinable('p', 'none')).toEqual([]);
  expect(await groups.joinable('other', 'same')).toEqual([]);
});

it.each([
  ['all', [20_000, ...Array.from({ length: 100 }, (_, i) => 39_901 + i)]],
  ['running', Array.from({ length: 33 }, (_, i) => 39_903 + 3 * i)],
] as const)('gives %s members of a group, the root first, each once', async (which, expected) => {
  await source.transaction(async (manager) => {
    const seen: number[] = [];
    for await (const member of groups.members(manager, idOf(20_000), which)) seen.push(numberOf(member));
    expect(seen).toEqual(expected);
  });
});

it('locks a member through its root, so that both wait for each other', async () => {
  const order: string[] = [];
  let locked = (): void => undefined;
  const isLocked = new Promise<void>((resolve) => (locked = resolve));
  const first = source.transaction(async (manager) => {
    await groups.lockMember(manager, idOf(39_901));
    locked();
    await waiting(1);
    order.push('first');
  });
  await isLocked;
  const second = source.transaction(async (manager) => {
    await groups.lockMember(manager, idOf(39_903));
    order.push('second');
  });
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  expect(await source.transaction((manager) => groups.lockMember(manager, 'none'))).toBeNull();
  expect(await source.transaction((manager) => groups.lock(manager, 'none'))).toBe(false);
});

it('is answered from indexes', async () => {
  const asked: { sql: string; parameters: unknown[] }[] = [];
  const watched = new DataSource({
    ...source.options,
    logging: ['query'],
    logger: {
      logQuery: (sql: string, parameters: unknown[] = []) => void asked.push({ sql, parameters }),
      logQueryError: () => undefined,
      logQuerySlow: () => undefined,
      logSchemaBuild: () => undefined,
      logMigration: () => undefined,
      log: () => undefined,
    },
  });
  await watched.initialize();
  const watching = new ExportGroups(watched);
  await watching.joinable('p', 'same');
  await watched.transaction(async (manager) => {
    await watching.lockMember(manager, idOf(39_901));
    for await (const _ of watching.members(manager, idOf(20_000), 'running'));
    await watching.isAbandoned(manager, idOf(20_000));
  });
  await watched.destroy();
  const queries = asked.filter(({ sql }) => sql.startsWith('SELECT') && sql.includes('"exports"'));
  expect(queries.length).toBeGreaterThanOrEqual(9);
  for (const { sql, parameters } of queries) {
    const plan = await source.query<{ 'QUERY PLAN': string }[]>(`explain ${sql}`, parameters);
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect([sql, text]).toEqual([sql, expect.not.stringMatching(/Seq Scan|Sort/)]);
    // history's index would do, entry by entry
    if (sql.includes(`"content_hash" =`)) expect(text).toContain('exports_joinable');
  }
});

/** Until so many sessions wait for a lock. */
const waiting = (sessions: number): Promise<unknown> =>
  eventually(async () => {
    const [row] = await source.query<{ count: number }[]>(
      `select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock'`,
    );
    return row!.count >= sessions;
  });
