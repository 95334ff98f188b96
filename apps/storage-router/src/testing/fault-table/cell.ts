import type { StoreFault, StoreOperation } from '@hub/testing';

/** When the call comes about that meets the fault. */
export type Moment =
  /** While an archive is delivered: a small one by one call, a large one in parts. */
  | 'small delivery'
  | 'large delivery'
  /** Before a delivery: is the name free? */
  | 'choosing a name'
  /** When the segments are read from the staging bucket. */
  | 'reading'
  /** When a delivery that failed is tried again. */
  | 'retry'
  /** When what a failed delivery left behind is cleared away. */
  | 'sweep'
  /** When an object is cleared away that came after its export was cancelled. */
  | 'late object';

/** One cell of the fault table: a call of a store, what goes wrong with it, and how that has to end. */
export interface Cell {
  readonly operation: StoreOperation;
  readonly moment: Moment;
  readonly trouble: string;
  readonly fault: StoreFault;
  /** So many calls are let through first. */
  readonly skip?: number;
  /** The fault is over after so many; absent: it lasts until somebody mends it. */
  readonly times?: number;
  /** From the first call on that it meets, it meets every call to the bucket. */
  readonly onwards?: boolean;
  /** `delivered` (or, of a sweep, `cleared`) at once, or the code of the failure that people are told of. */
  readonly ends: string;
}

export interface CellEnd {
  /** As of `Cell.ends`. */
  readonly ended: string;
  /** What people are told of the failure. */
  readonly words?: string;
  readonly remedy?: string;
  /** `delivered` or `cleared` after all. */
  readonly finally: string;
  /** Calls that met the fault. */
  readonly hits: number;
  readonly milliseconds: number;
  /** Of the object as the store gives it out, against the recorded one. Absent where nothing is to be there. */
  readonly sha256?: { readonly recorded: string; readonly stored: string };
}

export const nameOf = ({ operation, moment, trouble }: Cell): string => `${operation} (${moment}): ${trouble}`;
