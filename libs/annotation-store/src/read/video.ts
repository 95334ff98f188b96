import type { Include } from '@hub/event-contracts';
import { notFound } from '@hub/failures';
import type { Pool } from 'pg';
import type { KeyFrame, SeqRange, TaskSelector, VideoDocument, VideoPart, VideoTrack } from './annotation-source.js';
import { bigintOf, booleanOf, intOf, textOf } from './copy/copy-row.js';
import { allRows, streamCopy } from './copy/stream-copy.js';
import { integer, text } from './sql/literals.js';
import { historyOf } from './sql/selection.js';
import { fragment } from './sql/task-columns.js';
import { factCount, factsOf, videoTaskSql } from './tasks.js';

/** The task with this seq, part by part: text as it is stored, tracks by reference. One connection at a time. */
export async function videoDocument(
  pool: Pool,
  selector: TaskSelector,
  include: Include,
  seq: number,
): Promise<VideoDocument> {
  const [row] = await allRows(pool, videoTaskSql(selector, include, seq));
  if (!row) throw notFound('The selection holds no such task.', { field: 'seq', value: String(seq) });
  const facts = factsOf(row);
  const [head, tools, rest, contentId] = row.columns.slice(factCount);
  const parts: VideoPart[] = [
    { kind: 'text', text: `${textOf(head)}"tools":[` },
    ...(await toolParts(pool, include, textOf(tools), bigintOf(contentId))),
    { kind: 'text', text: `],${textOf(rest)}` },
    ...(include.history ? await historyParts(pool, selector, include, facts.taskId) : []),
    { kind: 'text', text: '}}' },
  ];
  return { ...facts, parts: joinTexts(parts) };
}

async function historyParts(
  pool: Pool,
  { snapshot }: TaskSelector,
  include: Include,
  taskId: string,
): Promise<VideoPart[]> {
  const sql = `select h.head, ${fragment('hc', 'tools', include)}, ${fragment('hc', 'rest', include)}, hc.id::int8
    from (select ${text(taskId)} as task_id) r cross join lateral (select h.head, h.n, h.content_id ${historyOf(snapshot.text)}) h
    join annotation_store.task_contents hc on hc.id = h.content_id order by h.n`;
  const parts: VideoPart[] = [{ kind: 'text', text: ',"stageHistory":[' }];
  let comma = '';
  for (const { columns } of await allRows(pool, sql)) {
    const [head, tools, rest, contentId] = columns;
    parts.push({ kind: 'text', text: `${comma}${textOf(head)}"tools":[` });
    parts.push(...(await toolParts(pool, include, textOf(tools), bigintOf(contentId))));
    parts.push({ kind: 'text', text: `],${textOf(rest)}}` });
    comma = ',';
  }
  return [...parts, { kind: 'text', text: ']' }];
}

async function toolParts(
  pool: Pool,
  { onlyKeyFrames }: Include,
  tools: string,
  contentId: number,
): Promise<VideoPart[]> {
  const sql = `select v.id::int8, v.geometry, v.object, v.title, v.first_frame, v.last_frame, v.key_frames, v.bytes::int8, v.frames::int8
    from annotation_store.content_tracks ct join annotation_store.video_tracks v on v.id = ct.track_id
    where ct.content_id = ${integer(contentId)} order by ct.ord`;
  const parts: VideoPart[] = [{ kind: 'text', text: tools }];
  for await (const [id, geometry, object, title, first, last, keyFrames, bytes, frames] of streamCopy(pool, sql)) {
    const track: VideoTrack = {
      id: bigintOf(id),
      geometry: textOf(geometry),
      object: textOf(object),
      title: textOf(title),
      firstFrame: intOf(first),
      lastFrame: intOf(last),
      keyFrames: intOf(keyFrames),
      bytes: bigintOf(bytes),
    };
    const entries = onlyKeyFrames ? track.keyFrames : bigintOf(frames);
    parts.push({ kind: 'track', track, entries, leadingComma: tools !== '' || parts.length > 1 });
  }
  return parts;
}

/** Neighbouring texts become one, empty ones vanish. */
function joinTexts(parts: readonly VideoPart[]): VideoPart[] {
  const joined: VideoPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'text' && last?.kind === 'text')
      joined[joined.length - 1] = { kind: 'text', text: last.text + part.text };
    else joined.push(part);
  }
  return joined.filter((part) => part.kind === 'track' || part.text !== '');
}

/** Key frames in [from, to], with the neighbours on either side: what a slice of the video needs. */
export async function* keyFrames(
  pool: Pool,
  track: VideoTrack,
  include: Include,
  { from, to }: SeqRange,
): AsyncGenerator<KeyFrame> {
  const classifications = include.metadata
    ? 'coalesce(classifications_with_metadata, classifications)'
    : 'classifications';
  const of = `from annotation_store.key_frames where track_id = ${integer(track.id)}`;
  const sql = `select frame, shape, ${classifications}, ${include.metadata ? 'metadata' : 'null::text'}, extra, stopped ${of}
    and frame >= coalesce((select max(frame) ${of} and frame < ${integer(from)}), ${integer(from)})
    and frame <= coalesce((select min(frame) ${of} and frame > ${integer(to)}), ${integer(to)})
    order by frame`;
  for await (const [frame, shape, nested, metadata, extra, stopped] of streamCopy(pool, sql)) {
    yield {
      frame: intOf(frame),
      shape: textOf(shape),
      classifications: textOf(nested),
      metadata: metadata ? textOf(metadata) : null,
      extra: textOf(extra),
      stopped: booleanOf(stopped),
    };
  }
}
