import type { Include } from '@hub/event-contracts';
import type { Pool } from 'pg';
import type { SelectionTotals, TaskSelector } from './annotation-source.js';
import { textBytes } from './outline.js';
import { historyOf, removedTasks, selectedTasks } from './sql/selection.js';

/** Counts what an export will hold: one statement that reads no text of any task. */
export async function totals(pool: Pool, selector: TaskSelector, include: Include): Promise<SelectionTotals> {
  const { rows } = await pool.query<SelectionTotals>(totalsSql(selector, include));
  return rows[0] as SelectionTotals;
}

export function totalsSql(selector: TaskSelector, include: Include): string {
  const removed = selector.since ? `(select count(*) ${removedTasks(selector)})` : '0';
  const writable = 'filter (where not unwritable)';
  return `
  select count(*)::float8 as tasks, (count(*) filter (where unwritable))::float8 as unwritable,
    ${['annotations', 'frames', 'bytes'].map((name) => `coalesce(sum(${name}) ${writable}, 0)::float8 as ${name}`).join(', ')},
    ${removed}::float8 as removed
  from (
    select ${isUnwritable(selector, include)} as unwritable, c.annotations, ${frames(include)} as frames,
      ${textBytes(selector, include)} as bytes
    ${selectedTasks(selector)}) t`;
}

function isUnwritable({ snapshot }: TaskSelector, { history }: Include): string {
  const inHistory = ` or exists (select ${historyOf(snapshot.text)} and hc.unwritable is not null)`;
  return `(r.asset_unwritable is not null or c.unwritable is not null${history ? inHistory : ''})`;
}

function frames({ onlyKeyFrames }: Include): string {
  const keyFrames = `(select sum(v.key_frames) from annotation_store.content_tracks ct
    join annotation_store.video_tracks v on v.id = ct.track_id where ct.content_id = c.id)`;
  return `case when c.tracks > 0 then ${onlyKeyFrames ? keyFrames : 'c.frames'} else 0 end`;
}
