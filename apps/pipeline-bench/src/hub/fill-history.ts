import type { BenchDatabase } from '../build/bench-database.js';
import type { DataSet } from '../data/data-sets.js';

/** Past exports of a project, a minute apart, as large as real ones: most completed, one in a hundred failed. */
export async function fillHistory(
  { store }: BenchDatabase,
  { organizationId, projectId, projectName }: DataSet,
  exports: number,
): Promise<void> {
  await store.dataSource.query(
    `insert into export_api.exports (id, organization_id, project_id, project_name, requested_by_id, requested_by_email,
       requested_at, format, request, selection, snapshot, send_email, notify, request_hash, state, attempt, milestones,
       progress, artifacts, reconciliation, failure, updated_at, ended_at)
     select lpad(to_hex(n), 24, '0'), $1, $2, $3, 'u' || n % 10, 'u' || n % 10 || '@bench.example',
       now() - n * interval '1 minute', (array['json', 'ndjson', 'split'])[1 + n % 3], request.body,
       jsonb_build_object('type', 'task', 'format', 'json', 'finalLineFeed', false, 'include', request.body->'include',
         'stageIds', jsonb_build_array('Complete')), $4::jsonb, false, true, 'h',
       case when n % 100 = 0 then 'failed' else 'completed' end, 1, array['built', 'delivered'], $5::jsonb,
       case when n % 100 = 0 then '[]' else $6::jsonb end, $7::jsonb, case when n % 100 = 0 then $8::jsonb end, now(), now()
     from generate_series(1, $9::int) n, (select $10::jsonb as body) request`,
    [
      organizationId,
      projectId,
      projectName,
      JSON.stringify(await store.source.takeSnapshot()),
      JSON.stringify(progress),
      JSON.stringify([artifact(projectId)]),
      JSON.stringify(reconciliation),
      JSON.stringify(failure),
      exports,
      JSON.stringify(request),
    ],
  );
  await store.dataSource.query('vacuum analyze export_api.exports');
}

const request = {
  format: 'json',
  type: 'task',
  include: { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false },
  sendEmail: false,
  notify: true,
};
const counts = { tasks: 100, bytes: 420_000 };
const progress = { step: 'deliver', done: counts, total: counts, elapsed: 0.2, remaining: 0 };
const reconciliation = { selected: 100, exported: 100, quarantined: 0, empty: 0 };
const failure = {
  step: 'build',
  code: 'unexpected',
  fault: 'hub',
  retryable: true,
  message: 'The build stopped, and nobody knows why.',
};
const artifact = (projectId: string) => ({
  kind: 'original',
  fileName: 'Bench-task-export-2026-11-24-10_00_00_GMT.zip',
  bytes: 62_000,
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  location: { storageId: null, bucket: 'exports', key: `${projectId}/exports/e1/export.zip` },
});
