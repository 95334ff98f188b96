import type { StoreFault } from '@hub/testing';
import type { Cell } from './cell.js';

/** What goes wrong, how often, and how a delivery ends by it. */
export interface Trouble extends Pick<Cell, 'times' | 'onwards' | 'ends'> {
  readonly fault: StoreFault;
}
export type Troubles = Readonly<Record<string, Trouble>>;

/** Drivers try a call of a customer's store once more; what takes longer is waited out by their callers. */
const tries = 2;

/** What a sweep cannot do now it does later: nobody is told. */
export const swept = (troubles: Troubles): Troubles =>
  Object.fromEntries(
    Object.entries(troubles).map(([name, trouble]) => {
      const passes = trouble.ends === 'delivered' && (trouble.times ?? 0) <= tries;
      return [name, { ...trouble, ends: passes ? 'cleared' : 'put aside' }];
    }),
  );
