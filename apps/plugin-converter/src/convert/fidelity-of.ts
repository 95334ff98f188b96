import type { Fidelity } from '@hub/event-contracts';
import type { Losses } from '@hub/formats';

const mostEntries = 1000;

/** What was lost as events and views carry it: the most frequent first, and of very many kinds the rest in one line. */
export function fidelityOf(losses: Losses): Fidelity {
  const all = losses.list().map(([what, times]) => ({ what, times }));
  all.sort((a, b) => b.times - a.times);
  if (all.length <= mostEntries) return all;
  const kept = all.slice(0, mostEntries - 1);
  const rest = all.slice(mostEntries - 1);
  const times = rest.reduce((sum, loss) => sum + loss.times, 0);
  return [...kept, { what: `${rest.length} more kinds of losses: see manifest.json`, times }];
}
