import type { Include } from '@hub/event-contracts';
import type { Pool } from 'pg';
import type { SelectionTotals, TaskSelector } from './annotation-source.js';
import { chooseDriver } from './choose-driver.js';
import { textBytes } from './outline.js';
import type { Driver } from './sql/driving-rows.js';
import { historyOf, removedTasks, selectedTasks } from './sql/selection.js';

/** Counts what an export will hold: one statement that reads no text of any task. */
export async function totals(pool: Pool, selector: TaskSelector, include: Include): Promise<SelectionTotals> {
  const driver = await chooseDriver(pool, selector);
  const { rows } = await pool.query<SelectionTotals>(totalsSql(selector, include, driver));
  return rows[0] as SelectionTotals;
}

export function totalsSql(selector: TaskSelector, include: Include, driver: Driver = 'tasks'): string {
  const removed = selector.since ? `(select count(*) ${removedTasks(selector, { driver })})` : '0';
  const writable = 'filter (where not unwritable)';
  // offset 0: each task is looked at once, not once for each sum
  return `
  select count(*)::float8 as tasks, (count(*) filter (where unwritable))::float8 as unwritable,
    ${['annotations', 'frames', 'bytes'].map((name) => `coalesce(sum(${name}) ${writable}, 0)::float8 as ${name}`).join(', ')},
    ${removed}::float8 as removed
  from (
    select ${isUnwritable(selector, include)} as unwritable, r.annotations, ${frames(include)} as frames,
      ${textBytes(selector, include)} as bytes
    ${selectedTasks(selector, { driver })}
    offset 0) t`;
}

function isUnwritable({ snapshot }: TaskSelector, { history }: Include): string {
  // an aggregate, because Postgres may answer `exists` by reading every task's history first
  const inHistory = ` or coalesce((select bool_or(hc.unwritable is not null) ${historyOf(snapshot.text)}), false)`;
  return `(r.asset_unwritable is not null or r.content_unwritable${history ? inHistory : ''})`;
}

function frames({ onlyKeyFrames }: Include): string {
  const keyFrames = `(select sum(v.key_frames) from annotation_store.content_tracks ct
    join annotation_store.video_tracks v on v.id = ct.track_id where ct.content_id = r.content_id)`;
  return `case when r.tracks > 0 then ${onlyKeyFrames ? keyFrames : 'r.frames'} else 0 end`;
}
