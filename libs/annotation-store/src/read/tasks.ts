import type { Include } from '@hub/event-contracts';
import type { Pool } from 'pg';
import type { SeqRange, TaskFacts, TaskRow, TaskSelector } from './annotation-source.js';
import { readClassCounts, type ClassCount } from './class-counts.js';
import { chooseDriver } from './choose-driver.js';
import type { CopyRow } from './copy/copy-row.js';
import { streamRows } from './copy/stream-copy.js';
import { changeOf, contentOf, historyOf, selectedTasks, type SelectionParts } from './sql/selection.js';
import { fragment, headText, isVideo } from './sql/task-columns.js';

/** The facts of a task, in the order `factsOf` reads them. */
const factColumns = (selector: TaskSelector, include: Include): string => `
  t.seq::int8, r.task_id, t.asset_id, r.external_id, r.stage, array_to_json(r.batches)::text, c.annotations,
  c.class_counts::text, c.pages, (${unwritableOf(include)})::text, ${changeOf(selector)}`;

/** Facts of a row, decoded when they are asked for: a plain export asks for few of them. */
class StoredFacts implements TaskFacts {
  constructor(private readonly row: CopyRow) {}

  get seq(): number {
    return this.row.bigint(0);
  }
  get taskId(): string {
    return this.row.text(1);
  }
  get assetId(): string {
    return this.row.text(2);
  }
  get externalId(): string {
    return this.row.text(3);
  }
  get stage(): string {
    return stageTexts.read(this.row, 4);
  }
  get batches(): readonly string[] {
    return batchLists.read(this.row, 5);
  }
  get annotations(): number {
    return this.row.int(6);
  }
  get classCounts(): readonly ClassCount[] {
    return classCounts.read(this.row, 7);
  }
  get pages(): number {
    return this.row.int(8);
  }
  get unwritable(): TaskFacts['unwritable'] {
    return this.row.isNull(9) ? null : (JSON.parse(this.row.text(9)) as TaskFacts['unwritable']);
  }
  get change(): TaskFacts['change'] {
    return this.row.isNull(10) ? null : this.row.text(10) === 'added' ? 'added' : 'changed';
  }
}

/** Neighbouring tasks mostly say the same here: the last value is kept, and read again only when the bytes differ. */
class Remembered<T> {
  private bytes: Buffer;
  private value: T;

  /** `empty` stands for a null. */
  constructor(
    private readonly parse: (text: string) => T,
    private readonly empty: string,
  ) {
    this.bytes = Buffer.from(empty);
    this.value = parse(empty);
  }

  read(row: CopyRow, column: number): T {
    if (row.equals(column, this.bytes)) return this.value;
    const text = row.isNull(column) ? this.empty : row.text(column);
    this.bytes = Buffer.from(text);
    return (this.value = this.parse(text));
  }
}
const stageTexts = new Remembered((text) => text, '');
const batchLists = new Remembered((text) => JSON.parse(text) as readonly string[], '[]');
const classCounts = new Remembered<readonly ClassCount[]>(readClassCounts, '{}');

class StoredTask extends StoredFacts implements TaskRow {
  constructor(
    row: CopyRow,
    readonly document: Buffer,
  ) {
    super(row);
  }
}

export function factsOf(row: CopyRow): TaskFacts {
  const { seq, taskId, assetId, externalId, stage, batches, annotations, classCounts, pages, unwritable, change } =
    new StoredFacts(row);
  return { seq, taskId, assetId, externalId, stage, batches, annotations, classCounts, pages, unwritable, change };
}
export const factCount = 11;

/** Tasks without video tracks, as finished documents: Postgres joins the stored fragments, nothing is parsed. */
export async function* tasks(
  pool: Pool,
  selector: TaskSelector,
  include: Include,
  range: SeqRange,
): AsyncGenerator<TaskRow> {
  const driver = await chooseDriver(pool, selector, range);
  for await (const rows of streamRows(pool, tasksSql(selector, include, { range, driver })))
    while (rows.next()) yield new StoredTask(rows, rows.column(factCount) as Buffer);
}

export function tasksSql(selector: TaskSelector, include: Include, parts: SelectionParts): string {
  const history = include.history ? ` || ',"stageHistory":[' || coalesce(hs.entries, '') || ']'` : '';
  const document = `${headText(include)} || '"tools":[' || ${fragment('c', 'tools', include)} || '],' || ${fragment('c', 'rest', include)}${history} || '}}'`;
  return `
  select ${factColumns(selector, include)}, ${document}
  ${selectedTasks(selector, { ...parts, joins: joins(selector, include) })}
    and not ${isVideo(include)}
  order by t.seq`;
}

/** The facts of one task and what comes before its tools, for tasks that are read part by part. */
export function videoTaskSql(selector: TaskSelector, include: Include, seq: number): string {
  return `
  select ${factColumns(selector, include)}, ${headText(include)}, ${fragment('c', 'tools', include)},
    ${fragment('c', 'rest', include)}, c.id::int8
  ${selectedTasks(selector, { range: { from: seq, to: seq }, joins: joins(selector, include) })}`;
}

/** Neither can a task be written whose asset cannot, nor, with its history, one whose history cannot. */
const unwritableOf = ({ history }: Include): string =>
  `coalesce(r.asset_unwritable, c.unwritable${history ? ', hs.unwritable' : ''})`;

function joins({ snapshot }: TaskSelector, include: Include): string {
  if (!include.history) return contentOf;
  const tools = fragment('hc', 'tools', include);
  const rest = fragment('hc', 'rest', include);
  return `${contentOf}
  cross join lateral (
    select string_agg(h.head || '"tools":[' || ${tools} || '],' || ${rest} || '}', ',' order by h.n) as entries,
      (array_agg(hc.unwritable) filter (where hc.unwritable is not null))[1] as unwritable
    ${historyOf(snapshot.text)}) hs`;
}
