import type { Pool } from 'pg';
import type { RemovedTask, SeqRange, TaskSelector } from './annotation-source.js';
import { streamRows } from './copy/stream-copy.js';
import { removedTasks } from './sql/selection.js';

/** What a delta has to take away from its base, in order. */
export async function* removed(pool: Pool, selector: TaskSelector, range: SeqRange): AsyncGenerator<RemovedTask> {
  for await (const rows of streamRows(pool, removedSql(selector, range)))
    for (const row of rows)
      yield {
        seq: row.bigint(0),
        taskId: row.text(1),
        assetId: row.text(2),
        externalId: row.text(3),
        reason: row.boolean(4) ? 'deleted' : 'not-selected',
      };
}

export const removedSql = (selector: TaskSelector, range: SeqRange): string => `
  select t.seq::int8, t.id, t.asset_id, a.external_id, r.deleted
  ${removedTasks(selector, { range, joins: 'join annotation_store.assets a on a.id = t.asset_id' })}
  order by t.seq`;
