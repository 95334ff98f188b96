import type { Include } from '@hub/event-contracts';
import type { Pool } from 'pg';
import type { TaskFacts, TaskRow, TaskSelector } from './annotation-source.js';
import { bigintOf, intOf, textOf, type CopyRow } from './copy/copy-row-parser.js';
import { streamCopy } from './copy/stream-copy.js';
import { historyOf, selectedTasks, type SeqRange } from './sql/selection.js';
import { fragment, headText, isVideo } from './sql/task-columns.js';

/** The facts of a task, in the order `factsOf` reads them. */
const factColumns = (unwritable: string): string => `
  t.seq::int8, r.task_id, t.asset_id, a.external_id, r.stage, array_to_json(r.batches)::text, c.annotations,
  c.class_counts::text, c.pages, (${unwritable})::text`;

export function factsOf([
  seq,
  taskId,
  assetId,
  externalId,
  stage,
  batches,
  annotations,
  counts,
  pages,
  unwritable,
]: CopyRow): TaskFacts {
  return {
    seq: bigintOf(seq),
    taskId: textOf(taskId),
    assetId: textOf(assetId),
    externalId: textOf(externalId),
    stage: textOf(stage),
    batches: JSON.parse(textOf(batches)) as string[],
    annotations: intOf(annotations),
    classCounts: JSON.parse(textOf(counts)) as Record<string, number>,
    pages: intOf(pages),
    unwritable: unwritable ? (JSON.parse(textOf(unwritable)) as TaskFacts['unwritable']) : null,
  };
}
export const factCount = 10;

/** Tasks without video tracks, as finished documents: Postgres joins the stored fragments, nothing is parsed. */
export async function* tasks(
  pool: Pool,
  selector: TaskSelector,
  include: Include,
  range: SeqRange,
): AsyncGenerator<TaskRow> {
  for await (const row of streamCopy(pool, tasksSql(selector, include, range))) {
    yield { ...factsOf(row), document: row[factCount] as Buffer };
  }
}

export function tasksSql(selector: TaskSelector, include: Include, range: SeqRange): string {
  const history = include.history ? ` || ',"stageHistory":[' || coalesce(hs.entries, '') || ']'` : '';
  const document = `${headText(include)} || '"tools":[' || ${fragment('c', 'tools', include)} || '],' || ${fragment('c', 'rest', include)}${history} || '}}'`;
  return `
  select ${factColumns(unwritableOf(include))}, ${document}
  ${selectedTasks(selector, { range, joins: joins(selector, include) })}
    and not ${isVideo(include)}
  order by t.seq`;
}

/** The facts of one task and what comes before its tools, for tasks that are read part by part. */
export function videoTaskSql(selector: TaskSelector, include: Include, seq: number): string {
  return `
  select ${factColumns(unwritableOf(include))}, ${headText(include)}, ${fragment('c', 'tools', include)},
    ${fragment('c', 'rest', include)}, c.id::int8
  ${selectedTasks(selector, { range: { from: seq, to: seq }, joins: joins(selector, include) })}`;
}

/** A task whose history cannot be written cannot be written with it. */
const unwritableOf = ({ history }: Include): string =>
  history ? 'coalesce(c.unwritable, hs.unwritable)' : 'c.unwritable';

function joins({ snapshot }: TaskSelector, include: Include): string {
  const asset = 'join annotation_store.assets a on a.id = t.asset_id';
  if (!include.history) return asset;
  const tools = fragment('hc', 'tools', include);
  const rest = fragment('hc', 'rest', include);
  return `${asset}
  cross join lateral (
    select string_agg(h.head || '"tools":[' || ${tools} || '],' || ${rest} || '}', ',' order by h.n) as entries,
      (array_agg(hc.unwritable) filter (where hc.unwritable is not null))[1] as unwritable
    ${historyOf(snapshot.text)}) hs`;
}
