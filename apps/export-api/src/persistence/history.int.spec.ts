import { serviceDatabase } from '@hub/outbox';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { Client } from 'pg';
import { exportDatabase, migrate } from './export-database.js';
import { HistoryRepository } from './history.repository.js';

let database: TestDatabase;
let history: HistoryRepository;
let client: Client;
let close: () => Promise<void>;
beforeAll(async () => {
  database = await startTestDatabase();
  await migrate(database.url);
  const source = await serviceDatabase(exportDatabase(database.url)).initialize();
  history = new HistoryRepository(source);
  client = new Client({ connectionString: database.url });
  await client.connect();
  close = async () => {
    await client.end();
    await source.destroy();
    await database.stop();
  };
  // vacuum marks pages as visible to all only once their commit was flushed
  await client.query('set synchronous_commit = on');
  // one project with 100,000 exports a minute apart, among others with a few
  await client.query(`
    insert into export_api.exports (id, organization_id, project_id, project_name, requested_by_id, requested_by_email, requested_at,
      format, request, selection, snapshot, send_email, notify, request_hash, state, attempt, milestones, artifacts, failure, updated_at, ended_at)
    select lpad(to_hex(n), 24, '0'), 'o', case when n <= 100000 then 'big' else 'small' end, 'Project', 'u' || n % 10, 'u' || n % 10 || '@spec.example',
      timestamptz '2026-01-01T00:00:00Z' + n * interval '1 minute', (array['json', 'ndjson', 'split'])[1 + n % 3],
      '{"format":"json"}', jsonb_build_object('stageIds', repeat('x', 700)), '{}', false, true, 'h', case when n % 100 = 0 then 'failed' else 'completed' end, 1, '{}', '[]',
      case when n % 100 = 0 then '{"step":"build"}'::jsonb end, now(), now()
    from generate_series(1, 100050) n`);
  await client.query('vacuum analyze export_api.exports');
});
afterAll(() => close());

const idOf = (n: number) => n.toString(16).padStart(24, '0');
const ids = async (...parameters: Parameters<HistoryRepository['page']>) =>
  (await history.page(...parameters)).exports.map(({ id }) => parseInt(id, 16));

describe('the history of a project', () => {
  it('comes newest first, page by page, without gap or repeat', async () => {
    const first = await history.page({ projectId: 'small' }, { page: 1, limit: 20 });
    expect(first.total).toBe(50);
    expect(first.exports[0]?.id).toBe(idOf(100_050));
    const all = [
      ...first.exports.map(({ id }) => parseInt(id, 16)),
      ...(await ids({ projectId: 'small' }, { page: 2, limit: 20 })),
      ...(await ids({ projectId: 'small' }, { page: 3, limit: 20 })),
    ];
    expect(all).toEqual(Array.from({ length: 50 }, (_, i) => 100_050 - i));
    expect(await ids({ projectId: 'small' }, { page: 4, limit: 20 })).toEqual([]);
  });

  it.each([
    [{ state: 'failed' }, 1000, 100_000],
    [{ format: 'split' }, 33_333, 99_998],
    [{ requestedBy: 'u3' }, 10_000, 99_993],
    [{ requestedBy: 'u3@spec.example', state: 'failed' }, 0, undefined],
    [{ from: new Date('2026-01-01T01:00:00Z'), to: new Date('2026-01-01T02:00:00Z') }, 60, 119],
  ] as const)('is filtered by %j', async (filter, total, newest) => {
    const page = await history.page({ projectId: 'big', ...filter }, { page: 1, limit: 10 });
    expect(page.total).toBe(total);
    expect(page.exports[0]?.id).toBe(newest && idOf(newest));
  });

  it.each([
    [
      'a page far back',
      `select id from export_api.exports where project_id = 'big' order by requested_at desc, id desc limit 20 offset 50000`,
    ],
    ['the count', `select count(*) from export_api.exports where project_id = 'big'`],
    [
      'a filtered count',
      `select count(*) from export_api.exports where project_id = 'big' and state = 'failed' and requested_by_email = 'u0@spec.example'`,
    ],
  ])('is answered from the index alone: %s', async (_, query) => {
    const explained = await client.query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off) ${query}`);
    const plan = explained.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Only Scan using exports_history/);
    expect(plan).toMatch(/Heap Fetches: 0/);
    expect(plan).not.toMatch(/Sort/);
  });
});
