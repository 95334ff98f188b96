import type { Pool } from 'pg';
import type { SeqRange, TaskSelector } from './annotation-source.js';
import { driverCostsSql, type Driver } from './sql/driving-rows.js';

/** Counting costs about 0.1 µs a row; beyond, it is not known which way is shorter, and the one along the tasks needs no memory. */
const limit = 200_000;

/**
 * The shorter way to the tasks of a delta: along the tasks of the range, or along what changed in the project. Either
 * gives the same rows. Of few chosen tasks, and outside of deltas, there is only the first.
 */
export async function chooseDriver(pool: Pool, selector: TaskSelector, range?: SeqRange): Promise<Driver> {
  if (!selector.since || selector.taskIds) return 'tasks';
  const { rows } = await pool.query<{ tasks: number; revisions: number }>(driverCostsSql(selector, range, limit));
  const costs = rows[0];
  return costs && costs.revisions < costs.tasks ? 'changes' : 'tasks';
}
