import { sameDestination } from './destination.js';
import type { Delivery, DeliveryRequest } from './delivery.js';

/**
 * `begin` plan a delivery · `resume` go on with the failed job · `announce` say again that it is there ·
 * `adopt` let the running job speak for the newer attempt · `nothing` a repeat, or nobody wants it any more.
 */
export type NextStep = 'begin' | 'resume' | 'announce' | 'adopt' | 'nothing';

/** What a request means for what is known. `cancelled`: the export was cancelled, which is final. */
export function nextStep(known: Delivery | null, request: DeliveryRequest, cancelled: boolean): NextStep {
  if (cancelled) return 'nothing';
  if (!known) return 'begin';
  if (request.attempt <= known.attempt) return 'nothing';
  const sameArchive = known.request.archive.descriptor.key === request.archive.descriptor.key;
  const samePlace = sameDestination(known.request, request);
  switch (known.state) {
    case 'delivering':
      return samePlace ? 'adopt' : 'begin';
    case 'delivered':
      return 'announce';
    case 'failed':
      return sameArchive && samePlace && known.bytes > 0 ? 'resume' : 'begin';
    default:
      return 'begin';
  }
}
