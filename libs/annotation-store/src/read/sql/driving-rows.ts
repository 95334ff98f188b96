import type { SeqRange, TaskSelector } from '../annotation-source.js';
import { integer, text, texts } from './literals.js';
import { newBetween } from './visible.js';

/** What a statement walks along: all tasks of the range, or (of a delta) only those with newer revisions. */
export type Driver = 'tasks' | 'changes';

/** The tasks to look at (id, asset_id, seq) in the order of `seq`, driven by an index of the project's own rows. */
export function drivingRows(selector: TaskSelector, range?: SeqRange, driver: Driver = 'tasks'): string {
  const rows = driver === 'changes' ? changedTasks(selector) : 'annotation_store.tasks';
  // few rows of a large project: pick them first and sort them while they are slim
  return `(select id, asset_id, seq from ${rows} where ${chosen(selector, range)} order by seq offset 0)`;
}

function chosen({ projectId, taskIds }: TaskSelector, range?: SeqRange): string {
  const found = [`project_id = ${text(projectId)}`];
  if (range) found.push(`seq between ${integer(range.from)} and ${integer(range.to)}`);
  if (taskIds) found.push(`id = any(${texts(taskIds)})`);
  return found.join(' and ');
}

/** `offset 0` keeps the planner from turning this into a walk along all tasks of the project. */
const changedTasks = (selector: TaskSelector): string => `(
    select t.* from (select distinct task_id ${changedRevisions(selector)}) n
    cross join lateral (select id, asset_id, project_id, seq from annotation_store.tasks where id = n.task_id offset 0) t) t`;

function changedRevisions({ projectId, snapshot, since }: TaskSelector): string {
  if (!since) throw new Error('Only a delta has changes');
  return `from annotation_store.task_revisions
      where project_id = ${text(projectId)} and ${newBetween('xid', since.text, snapshot.text)}`;
}

/** Rows that either driver walks along, counted no further than `limit`, the revisions no further than the tasks. */
export const driverCostsSql = (selector: TaskSelector, range: SeqRange | undefined, limit: number): string => `
  with tasks as (select count(*) as n from (select from annotation_store.tasks where ${chosen(selector, range)} limit ${integer(limit)}) t)
  select n::int as tasks,
    (select count(*) from (select ${changedRevisions(selector)} limit (select n from tasks)) r)::int as revisions
  from tasks`;
