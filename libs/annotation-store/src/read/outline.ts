import type { Include } from '@hub/event-contracts';
import type { Pool } from 'pg';
import type { OutlineRow, SeqRange, TaskSelector } from './annotation-source.js';
import { chooseDriver } from './choose-driver.js';
import { streamRows } from './copy/stream-copy.js';
import { historyOf, selectedTasks, type SelectionParts } from './sql/selection.js';
import { isVideo } from './sql/task-columns.js';

/** Selected tasks with their sizes, in order. Reads no text of any task. */
export async function* outline(
  pool: Pool,
  selector: TaskSelector,
  include: Include,
  range?: SeqRange,
): AsyncGenerator<OutlineRow> {
  const driver = await chooseDriver(pool, selector, range);
  for await (const rows of streamRows(pool, outlineSql(selector, include, { range, driver })))
    while (rows.next()) yield { seq: rows.bigint(0), bytes: rows.bigint(1), video: rows.boolean(2) };
}

export const outlineSql = (selector: TaskSelector, include: Include, parts: SelectionParts = {}): string => `
  select t.seq::int8, (${textBytes(selector, include)})::int8, ${isVideo(include)}
  ${selectedTasks(selector, parts)}
  order by t.seq`;

/** Estimate of a task's plain text. */
export function textBytes(selector: TaskSelector, include: Include): string {
  const column = include.metadata ? 'bytes_with_metadata' : 'bytes';
  // brackets, names and the durations
  const overhead = 40 + (include.idleBlur ? 130 : 0);
  const history = `coalesce((select sum(hc.${column} + octet_length(h.head) + 20 + ${tracks('hc', 'hc.id', include)})
    ${historyOf(selector.snapshot.text)}), 0)`;
  return `r.head_bytes + r.${column} + ${overhead} + ${tracks('r', 'r.content_id', include)}
    + ${include.history ? history : '0'}`;
}

/** Bytes of the tracks of a content: what their key frames take, stretched to all entries unless only those are asked for. */
function tracks(row: 'r' | 'hc', content: string, { onlyKeyFrames }: Include): string {
  const bytes = onlyKeyFrames ? 'v.bytes' : '(v.bytes::float8 * v.frames / v.key_frames)::int8';
  return `case when ${row}.tracks > 0 then coalesce((select sum(${bytes}) from annotation_store.content_tracks ct
    join annotation_store.video_tracks v on v.id = ct.track_id where ct.content_id = ${content}), 0) else 0 end`;
}
