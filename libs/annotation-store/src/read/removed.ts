import type { Pool } from 'pg';
import type { RemovedTask, SeqRange, TaskSelector } from './annotation-source.js';
import { chooseDriver } from './choose-driver.js';
import { streamRows } from './copy/stream-copy.js';
import { removedTasks, type SelectionParts } from './sql/selection.js';

/** What a delta has to take away from its base, in order. */
export async function* removed(pool: Pool, selector: TaskSelector, range: SeqRange): AsyncGenerator<RemovedTask> {
  const driver = await chooseDriver(pool, selector, range);
  for await (const rows of streamRows(pool, removedSql(selector, { range, driver })))
    while (rows.next())
      yield {
        seq: rows.bigint(0),
        taskId: rows.text(1),
        assetId: rows.text(2),
        externalId: rows.text(3),
        reason: rows.boolean(4) ? 'deleted' : 'not-selected',
      };
}

export const removedSql = (selector: TaskSelector, parts: SelectionParts): string => `
  select t.seq::int8, t.id, t.asset_id, b.external_id, r.deleted
  ${removedTasks(selector, parts)}
  order by t.seq`;
