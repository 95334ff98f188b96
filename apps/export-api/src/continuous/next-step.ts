import type { StepFailure } from '@hub/event-contracts';
import { isDeepStrictEqual } from 'node:util';
import type { Export } from '../exports/export.js';
import { isEnded } from '../exports/export-states.js';
import type { ChainBase, ContinuousDelivery, Standstill } from './continuous-delivery.js';
import { baseOf } from './chain-base.js';
import { sameContent } from './same-content.js';

/** What is to be done with a delivery, by what became of its latest batch. */
export type NextStep =
  /** No batch is under way: look what waits. */
  | { readonly kind: 'look' }
  | { readonly kind: 'await' }
  /** Delivered: the next one starts from it. */
  | { readonly kind: 'advance'; readonly base: ChainBase }
  /** It will not be delivered: the next one starts from where this one did. */
  | { readonly kind: 'give-up' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'retry-later'; readonly at: Date }
  | { readonly kind: 'stand-still'; readonly standstill: Standstill };

/** Retries by itself: about ten hours in all. */
export const mostTries = 14;
const firstPauseMs = 60_000;
const longestPauseMs = 3_600_000;

type Looked = Pick<
  ContinuousDelivery,
  'enabled' | 'underWay' | 'batches' | 'tries' | 'resume' | 'selection' | 'settings'
>;

/** `batch` is the export of the latest batch; null when there is none, or no longer. */
export function nextStep(delivery: Looked, batch: Export | null, now: Date): NextStep {
  if (!delivery.underWay) return { kind: 'look' };
  if (!batch || batch.state === 'cancelled') return { kind: 'give-up' };
  if (batch.state === 'completed' || batch.state === 'expired') return { kind: 'advance', base: baseOf(batch) };
  // paused, what was delivered still counts as that, before its export is forgotten
  if (!isEnded(batch.state) || !batch.failure || !delivery.enabled) return { kind: 'await' };
  return afterFailure(delivery, batch, batch.failure, now);
}

function afterFailure(delivery: Looked, batch: Export, failure: StepFailure, now: Date): NextStep {
  // the same build of the same moment would fail again; what is there now may have been mended
  const helpless = failure.step === 'build' && !failure.retryable;
  if (delivery.resume) return { kind: helpless || !isAsWanted(delivery, batch) ? 'give-up' : 'retry' };
  if (failure.retryable && delivery.tries < mostTries) {
    const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** delivery.tries);
    const at = new Date((batch.endedAt ?? batch.updatedAt).getTime() + pause);
    return at <= now ? { kind: 'retry' } : { kind: 'retry-later', at };
  }
  return { kind: 'stand-still', standstill: failed(delivery.batches + 1, failure) };
}

/** Whether another run of the batch gives what the settings of now ask for. */
const isAsWanted = ({ selection, settings }: Looked, batch: Export): boolean =>
  sameContent(batch.selection, selection) &&
  isDeepStrictEqual(
    [batch.format, batch.converter, batch.quarantine],
    [settings.format, settings.converter, settings.quarantine],
  );

const failed = (batch: number, { code, message, remedy }: StepFailure): Standstill => ({
  code,
  message: `Batch ${batch} failed: ${message}`,
  remedy:
    remedy ??
    'Retry its export, or mend the settings and save the continuous delivery: it goes on from there without loss.',
});
