import type { Destination } from '@hub/event-contracts';
import { conflict } from '@hub/failures';
import type { Export, ExportChange } from './export.js';
import { after } from './export-states.js';

/**
 * Another run of a failed export, to where its files shall go now: same snapshot, same names; what was built is gone on with. One that shared a build
 * gets its own from here on, and leaves the files that are the other's. Throws Failure `conflict`.
 */
export function retried(current: Export, destination: Destination | null): ExportChange {
  if (current.plugin)
    throw conflict(
      `A plugin converts this export: run it again with POST /api/plugin-sessions/${current.plugin.sessionId}/retry.`,
    );
  const state = after(current.state, 'retry');
  if (!state)
    throw conflict(`The export is ${current.state}: only a failed one can be tried again.`, {
      field: 'state',
      value: current.state,
      expected: 'failed',
    });
  return {
    state,
    destination,
    attempt: current.attempt + 1,
    milestones: [],
    progress: null,
    failure: null,
    endedAt: null,
    ...(current.joinedTo !== null && {
      joinedTo: null,
      artifacts: [],
      reconciliation: null,
      fidelity: null,
      plainBytes: null,
    }),
  };
}

/** Throws Failure `conflict`. */
export function cancelled(current: Export, at: Date): ExportChange {
  const state = after(current.state, 'cancel');
  if (!state) {
    throw conflict(`The export is ${current.state}: only a running one can be cancelled.`, {
      field: 'state',
      value: current.state,
      expected: 'requested, building, delivering or converting',
    });
  }
  return { state, endedAt: at };
}
