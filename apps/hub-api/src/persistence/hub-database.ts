import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { badRequest, conflict, Failure } from '@hub/failures';
import type { DataSource, EntityManager } from 'typeorm';

/** A running transaction. */
export type Tx = EntityManager;

/** The annotation store's database. hub-api publishes no events, so a change is a plain transaction. */
@Injectable()
export class HubDatabase implements OnApplicationShutdown {
  /** `close` ends the store's connections and may be called more than once. */
  constructor(
    readonly source: DataSource,
    private readonly close: () => Promise<void>,
  ) {}

  async rows<R>(sql: string, parameters: unknown[] = [], tx?: Tx): Promise<R[]> {
    return translated(async () => {
      const result: unknown = await (tx ?? this.source).query(sql, parameters);
      return result as R[];
    });
  }

  /** Runs an INSERT, UPDATE or DELETE; returns how many rows it touched. */
  async execute(tx: Tx, sql: string, parameters: unknown[] = []): Promise<number> {
    const [row] = await this.rows<{ n: number }>(
      `with touched as (${sql} returning 1) select count(*)::int as n from touched`,
      parameters,
      tx,
    );
    return row?.n ?? 0;
  }

  /** Everything `work` does commits together, or not at all. */
  async change<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return translated(() => this.source.transaction(work));
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}

/** What Postgres refuses because of the caller's values is the caller's to mend, not a fault of ours. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const failure = typeof code === 'string' ? failures[code] : undefined;
    throw failure ? failure(error) : error;
  }
}

const failures: Record<string, (cause: unknown) => Failure> = {
  '22021': (cause) => badRequest('A text holds a NUL character, which cannot be stored.', { cause }),
  '22P05': (cause) => badRequest('A text holds a character that cannot be stored.', { cause }),
  '2201B': (cause) => badRequest('A $regex is not a valid regular expression.', { field: 'filter', cause }),
  '57014': (cause) =>
    new Failure('too-slow', 'user', 'This filter takes too long. Use a simpler one.', { field: 'filter', cause }),
  '23505': (cause) => conflict('Somebody else has just created the same thing.', { cause }),
  '40P01': (cause) => new Failure('busy', 'transient', 'Two changes got in each other’s way. Try again.', { cause }),
};
