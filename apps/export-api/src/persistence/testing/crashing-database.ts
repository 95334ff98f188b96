import { AsyncLocalStorage } from 'node:async_hooks';
import { DataSource, type QueryRunner } from 'typeorm';

/** The process died here. */
export class Crash extends Error {}

interface Run {
  /** Statements until the crash. */
  left: number;
  readonly when: 'before' | 'after';
  dead: boolean;
}

/**
 * Lets what is called in `run` die at its n-th statement, before it reaches the server or before its answer comes back.
 * As of a process that was killed, nothing follows, and the server rolls back what was not committed.
 */
export class CrashingDatabase {
  private readonly runs = new AsyncLocalStorage<Run>();

  /** Of a running service. */
  static of(service: { get(part: typeof DataSource): DataSource }): CrashingDatabase {
    return new CrashingDatabase(service.get(DataSource));
  }

  constructor(database: DataSource) {
    const create = database.createQueryRunner.bind(database);
    database.createQueryRunner = (mode) => this.watched(create(mode));
  }

  /** True: it came through, because it has fewer statements. */
  async run(work: () => Promise<unknown>, statement: number, when: 'before' | 'after'): Promise<boolean> {
    const run: Run = { left: statement, when, dead: false };
    try {
      await this.runs.run(run, work);
    } catch (error) {
      if (!run.dead) throw error;
    }
    return !run.dead;
  }

  private watched(runner: QueryRunner): QueryRunner {
    const query = runner.query.bind(runner) as (...call: unknown[]) => Promise<unknown>;
    const die = async (run: Run, statement: string): Promise<never> => {
      run.dead = true;
      if (statement !== 'COMMIT' || run.when === 'before') await query('ROLLBACK');
      throw new Crash(`at ${statement}`);
    };
    runner.query = (async (statement: string, ...more: unknown[]) => {
      const run = this.runs.getStore();
      if (!run) return query(statement, ...more);
      if (run.dead) throw new Crash('it is dead');
      const last = --run.left === 0;
      if (last && run.when === 'before') return die(run, statement);
      const answer = await query(statement, ...more);
      return last ? die(run, statement) : answer;
    }) as QueryRunner['query'];
    return runner;
  }
}
