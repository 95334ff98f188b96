import { Transactions, type Tx } from '@hub/outbox';
import { Injectable, Logger } from '@nestjs/common';

/** In one go, so that a stop need not wait for long. */
const most = 200;

export interface SweepOf<T> {
  readonly name: string;
  /** One that is due, locked for the transaction; null when there is none. */
  readonly next: (tx: Tx) => Promise<T | null>;
  readonly sweep: (tx: Tx, due: T) => Promise<void>;
  /** Puts aside what could not be swept, so that it does not keep the others waiting. */
  readonly postpone: (tx: Tx, due: T) => Promise<void>;
}

/** Takes what is due one by one, each in a transaction of its own. Several processes share the work, each killed at any line. */
@Injectable()
export class SweepOneByOne {
  private readonly logger = new Logger('retention');

  constructor(private readonly transactions: Transactions) {}

  /** How many were swept or put aside; at most 200. */
  async execute<T>(sweep: SweepOf<T>): Promise<number> {
    let count = 0;
    while (count < most && (await this.one(sweep))) count++;
    return count;
  }

  private async one<T>({ name, next, sweep, postpone }: SweepOf<T>): Promise<boolean> {
    let due: T | null = null;
    try {
      return await this.transactions.run(async (tx) => {
        due = await next(tx);
        if (due !== null) await sweep(tx, due);
        return due !== null;
      });
    } catch (error) {
      const failed = due as T | null;
      if (failed === null) throw error;
      this.logger.warn({ msg: `${name}: one was put aside`, err: error });
      await this.transactions.run((tx) => postpone(tx, failed));
      return true;
    }
  }
}
