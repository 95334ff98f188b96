import type { Carried } from './fidelity.js';
import type { Losses } from './losses.js';

/** Counts what does not come through as it is, in the words of the declaration: preview and result say the same. */
export function noteLoss(losses: Losses, what: string, carried: Carried, times = 1): void {
  if (carried === 'kept' || times === 0) return;
  losses.add(`${what}: ${'dropped' in carried ? carried.dropped : carried.approximated}`, times);
}

export const isDropped = (carried: Carried): boolean => carried !== 'kept' && 'dropped' in carried;
