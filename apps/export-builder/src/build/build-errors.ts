import type { StepFailed, DataOf } from '@hub/event-contracts';
import type { Failure } from '@hub/failures';

type StepFailure = DataOf<typeof StepFailed>['failure'];

/** A failure of the build as the step tells it. The text of an unknown error stays in our logs. */
export function buildFailure(failure: Failure): StepFailure {
  return {
    step: 'build',
    code: failure.code,
    fault: failure.fault,
    // a build is repeatable: only what the customer asked for cannot be mended by another try
    retryable: failure.fault !== 'user',
    message: (failure.code === 'unexpected'
      ? 'The build stopped because of a fault on our side.'
      : failure.message
    ).slice(0, 2000),
  };
}
