import type { Failure } from '@hub/failures';
import type { CheckedPlace } from './checked-place.js';
import type { Cure } from './cure.js';
import { evidenceOf, type Evidence } from './evidence.js';
import { refusalPatterns } from './refusal-patterns.js';

export interface Diagnosis {
  readonly code: string;
  /** A sentence for people who own a project, not a store; behind it the store's own words. */
  readonly message: string;
  readonly cure: Cure;
  readonly evidence: Evidence;
}

export function diagnose(failure: Failure, place: CheckedPlace): Diagnosis {
  const evidence = evidenceOf(failure);
  const pattern = refusalPatterns.find(({ is }) => is(evidence, place));
  if (!pattern) return { code: failure.code, message: evidence.said, cure: 'none', evidence };
  const { code, cure, say } = pattern;
  return { code, cure, evidence, message: `${say(place, evidence)} (${evidence.said})` };
}
