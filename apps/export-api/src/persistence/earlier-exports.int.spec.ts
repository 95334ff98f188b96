import { serviceDatabase } from '@hub/outbox';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { EarlierExportsRepository } from './earlier-exports.repository.js';
import { exportDatabase, migrate } from './export-database.js';

let database: TestDatabase;
let source: DataSource;
let earlier: EarlierExportsRepository;
beforeAll(async () => {
  database = await startTestDatabase();
  await migrate(database.url);
  source = await serviceDatabase(exportDatabase(database.url)).initialize();
  earlier = new EarlierExportsRepository(source);
  // the n-th export of all began n minutes after the first and took n seconds
  await source.query(`
    insert into export_api.exports (id, organization_id, project_id, project_name, requested_by_id, requested_by_email, requested_at,
      format, request, selection, snapshot, send_email, notify, request_hash, attempt, milestones, artifacts,
      plain_bytes, state, converter, joined_to, ended_at, updated_at, failure, progress)
    select 'e' || n, 'o', case when n % 100 = 0 then 'ours' else 'others' end, 'Project', 'u', 'u@spec.example', at, 'json',
      '{"include": {"metadata": true, "history": false, "onlyKeyFrames": false, "idleBlur": false}}',
      jsonb_build_object('taskIds', repeat('x', 700)), '{}', false, true, 'h',
      case when kind = 'retried' then 2 else 1 end, '{}', '[{"kind": "original", "bytes": 100}]',
      case when kind in ('old', 'running', 'waiting') then null else 1000 end,
      case when kind in ('failed', 'expired') then kind when kind in ('running', 'waiting') then 'building' else 'completed' end,
      case when kind = 'converted' then 'coco' end, case when kind = 'joined' then 'e1' end,
      case when kind not in ('running', 'waiting') then at + n * interval '1 second' end, now(),
      case when kind = 'failed' then '{}'::jsonb end,
      case when kind = 'running' then '{"remaining": 12.5}'::jsonb end
    from (select n, timestamptz '2026-01-01T00:00:00Z' + n * interval '1 minute' as at, coalesce(kinds.kind, 'plain') as kind
      from generate_series(1, 20000) n
      left join (values (20000, 'old'), (19900, 'retried'), (19800, 'failed'), (19700, 'joined'), (19600, 'converted'),
        (19500, 'expired'), (19999, 'running'), (19998, 'waiting')) kinds (m, kind) on kinds.m = n) rows`);
  await source.query('vacuum analyze export_api.exports');
});
afterAll(async () => {
  await source.destroy();
  await database.stop();
});

it('learns from the latest builds that ended well at the first go, with the same converter', async () => {
  const { project, installation } = await earlier.experience('ours', null);
  expect(project).toHaveLength(50);
  // those at 20000 to 19600 are of another kind
  expect(project.slice(0, 2)).toEqual(
    [19_500, 19_400].map((seconds) => ({
      seconds,
      bytes: 1000,
      archiveBytes: 100,
      format: 'json',
      include: { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false },
    })),
  );
  expect(installation.map(({ seconds }) => seconds)).toEqual(
    // 19998 and 19999 run
    Array.from({ length: 52 }, (_, n) => 19_997 - n)
      .filter((n) => n !== 19_900)
      .slice(0, 50),
  );
  expect((await earlier.experience('ours', 'coco')).installation.map(({ seconds }) => seconds)).toEqual([19_600]);
  expect(await earlier.experience('nobody', 'coco')).toMatchObject({ project: [] });
});

it('sees what runs, and what is left of it', async () => {
  expect(await earlier.running()).toEqual([{ remaining: null }, { remaining: 12.5 }]);
});

it('reads neither the whole history nor all of a project', async () => {
  const scans = async (): Promise<Record<string, number>> => {
    const rows = await source.query<{ name: string; scans: string }[]>(
      `select indexrelname as name, idx_scan as scans from pg_stat_user_indexes where relname = 'exports'
       union all select 'all', seq_scan from pg_stat_user_tables where relname = 'exports'`,
    );
    return Object.fromEntries(rows.map((row) => [row.name, Number(row.scans)]));
  };
  const before = await scans();
  await earlier.experience('ours', null);
  await earlier.running();
  const used = ['exports_measured', 'exports_measured_project', 'exports_running'] as const;
  const after = await eventually(
    async () => {
      const now = await scans();
      return used.every((name) => (now[name] ?? 0) > (before[name] ?? 0)) ? now : null;
    },
    { within: 30_000 },
  );
  expect(after['all']).toBe(before['all']);
});
