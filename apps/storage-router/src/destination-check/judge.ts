import { asFailure } from '@hub/failures';
import { AbilityMissing, type Ability, type Finding } from './check-step.js';
import type { CheckedPlace } from './checked-place.js';
import type { CheckStep, StepReport } from './destination-report.js';
import { diagnose } from './diagnosis.js';
import { findingRemedies, permissionRemedy, remedyOf } from './remedies/remedy.js';

/** What an error of a step means for the destination, and what to do. */
export function judgeError(
  step: CheckStep,
  thrown: unknown,
  place: CheckedPlace,
  { ability, advisory }: { readonly ability: Ability; readonly advisory?: boolean },
): StepReport {
  const missing = thrown instanceof AbilityMissing ? thrown : null;
  const diagnosis = diagnose(asFailure(missing?.cause ?? thrown), place);
  return {
    step,
    outcome: missing?.outcome ?? (advisory ? 'warning' : 'failed'),
    code: diagnosis.code,
    message: diagnosis.message,
    remedy: remedyOf(place, missing?.ability ?? ability, diagnosis),
  };
}

export function judgeFinding(step: CheckStep, finding: Finding, place: CheckedPlace): StepReport {
  const { outcome, code, message, ability } = finding;
  const text = findingRemedies[code];
  return { step, outcome, code, message, remedy: text ? { text } : permissionRemedy(place, ability) };
}
