import type { Export } from './export.js';
import { isEnded } from './export-states.js';

/** The export whose build an export lives on: the one it joined, or itself. Steps know only this one. */
export const rootOf = ({ id, joinedTo }: Pick<Export, 'id' | 'joinedTo'>): string => joinedTo ?? id;

/**
 * Whether others may share what this one gets: it runs, or its files are all there. In a bucket of the customer's own we
 * do not know that, and who exports expects a new file to come.
 */
export const isJoinable = ({
  state,
  artifacts,
  destination,
}: Pick<Export, 'state' | 'artifacts' | 'destination'>): boolean =>
  state === 'completed'
    ? destination === null && artifacts.every(({ expiredAt }) => expiredAt === null)
    : !isEnded(state);

/**
 * A new export as it is when it shares the build of `shared`, a joinable member of any group with the same content: as
 * far as that one is, at once completed with it. Members that run are always equally far, so it does not matter which.
 */
export function joined(asked: Export, shared: Export, now: Date): Export {
  const { snapshot, state, attempt, milestones, progress, artifacts, reconciliation, fidelity, plainBytes } = shared;
  return {
    ...asked,
    joinedTo: rootOf(shared),
    snapshot,
    state,
    attempt,
    milestones,
    progress,
    artifacts,
    reconciliation,
    fidelity,
    plainBytes,
    endedAt: isEnded(state) ? now : null,
  };
}
