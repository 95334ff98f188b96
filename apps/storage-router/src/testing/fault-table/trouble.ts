import type { StoreFault } from '@hub/testing';
import type { Cell } from './cell.js';

/** What goes wrong, how often, and how a delivery ends by it. */
export interface Trouble extends Pick<Cell, 'times' | 'onwards' | 'ends'> {
  readonly fault: StoreFault;
}
export type Troubles = Readonly<Record<string, Trouble>>;

/** What a sweep cannot do now it does later: nobody is told. */
export const swept = (troubles: Troubles): Troubles =>
  Object.fromEntries(
    Object.entries(troubles).map(([name, trouble]) => [
      name,
      { ...trouble, ends: trouble.ends === 'delivered' ? 'cleared' : 'put aside' },
    ]),
  );
