import type { Snapshot } from '@hub/event-contracts';
import type { Pool } from 'pg';
import type { IssueRow, IssueTotals } from './annotation-source.js';
import { textOf } from './copy/copy-row.js';
import { streamCopy } from './copy/stream-copy.js';
import { text } from './sql/literals.js';
import { visibleAt } from './sql/visible.js';

/** Issues in order of creation, each by its newest revision that the snapshot shows. */
export async function* issues(pool: Pool, projectId: string, snapshot: Snapshot): AsyncGenerator<IssueRow> {
  const sql = `select i.id, r.document::text ${issuesAt(projectId, snapshot)}`;
  for await (const [id, document] of streamCopy(pool, sql)) yield { issueId: textOf(id), document: document as Buffer };
}

export async function issueTotals(pool: Pool, projectId: string, snapshot: Snapshot): Promise<IssueTotals> {
  const { rows } = await pool.query<IssueTotals>(
    `select count(*)::float8 as issues, coalesce(sum(octet_length(r.document::text)), 0)::float8 as bytes
     ${issuesAt(projectId, snapshot)}`,
  );
  return rows[0] as IssueTotals;
}

const issuesAt = (projectId: string, snapshot: Snapshot): string => `
  from (
    select id, seq from annotation_store.issues where project_id = ${text(projectId)} order by seq offset 0) i
  cross join lateral (
    select r.deleted, r.document from annotation_store.issue_revisions r
    where r.issue_id = i.id and ${visibleAt('r.xid', snapshot.text)} order by r.rev desc limit 1) r
  where not r.deleted`;
