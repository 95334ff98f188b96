import { catalogue } from '../catalogue.js';
import { eventName } from './sample-envelope.js';

export type FrozenSamples = Readonly<Record<string, unknown>>;

/** Adds samples of new events; a sample that is frozen already stays as it is. */
export function freeze(frozen: FrozenSamples): FrozenSamples {
  const declared = Object.fromEntries(catalogue.map((event) => [eventName(event), event.sample]));
  const all = { ...declared, ...frozen };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}
