import type { EntityManager } from 'typeorm';
import type { Answer } from '../write/task-writer.js';

interface ContentRow {
  readonly tools: string;
  readonly rest: string;
}
interface EntryRow {
  readonly entry: string;
}

const content = `select coalesce(tools_with_metadata, tools) as tools, coalesce(rest_with_metadata, rest) as rest
from annotation_store.task_contents where id = $1`;

const entries = `
select '{"' || t.geometry || '":' || k.shape || ',' || t.object || ',"classifications":['
  || coalesce(k.classifications_with_metadata, k.classifications) || '],"page":' || k.frame
  || case when k.stopped then ',"interpolationStopped":true' else '' end
  || coalesce(',"metadata":' || k.metadata, '') || k.extra || '}' as entry
from annotation_store.content_tracks c
join annotation_store.video_tracks t on t.id = c.track_id
join annotation_store.key_frames k on k.track_id = t.id
where c.content_id = $1 order by c.ord, k.frame limit $2`;

/** An answer as it is stored, with metadata; of video tracks the key frames, at most `keyFrames` of them. */
export async function storedAnswer(
  manager: EntityManager,
  contentId: number,
  { keyFrames = 200_000 } = {},
): Promise<Answer> {
  const [row] = await manager.query<ContentRow[]>(content, [contentId]);
  if (!row) throw new Error(`There is no content ${contentId}`);
  const tracked = await manager.query<EntryRow[]>(entries, [contentId, keyFrames]);
  const tools = [row.tools, ...tracked.map(({ entry }) => entry)].filter((text) => text !== '').join(',');
  return JSON.parse(`{"tools":[${tools}],${row.rest}}`) as Answer;
}

/** Track ids of a content by digest. */
export async function storedTracks(manager: EntityManager, contentId: number): Promise<Map<string, number>> {
  const rows = await manager.query<{ id: number; digest: string }[]>(
    `select t.id::float8 as id, t.digest from annotation_store.content_tracks c
     join annotation_store.video_tracks t on t.id = c.track_id where c.content_id = $1 and t.digest is not null`,
    [contentId],
  );
  return new Map(rows.map(({ id, digest }) => [digest, id]));
}
