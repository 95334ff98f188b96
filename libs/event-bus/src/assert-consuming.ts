import { Failure } from '@hub/failures';
import type { Bus } from './bus.js';

/** A handler may work, or be retried, for a minute before the next fetch; twice that is a consumer that hangs. */
const mostQuietMs = 120_000;

/** For readiness: rejects with Failure `bus-silent` (transient) when a consumer of this process has stopped fetching. */
export async function assertConsuming(bus: Pick<Bus, 'sinceLastFetch'>): Promise<void> {
  const quiet = bus.sinceLastFetch();
  if (quiet > mostQuietMs)
    throw new Failure('bus-silent', 'transient', `The bus was not asked for events for ${Math.round(quiet / 1000)} s`);
}
