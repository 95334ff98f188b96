import type { Caller } from '@hub/annotation-store';
import type { ExportSelection, Snapshot } from '@hub/event-contracts';
import type { ProjectOutline } from '../exports/project-catalogue.js';
import type { ChainStart, ContinuousDelivery, DeliverySettings } from './continuous-delivery.js';

/** What somebody wants, understood. */
export interface Wanted {
  readonly enabled: boolean;
  readonly settings: DeliverySettings;
  readonly selection: ExportSelection;
  readonly caller: Caller;
}

type Saved = Pick<
  ContinuousDelivery,
  | 'enabled'
  | 'settings'
  | 'selection'
  | 'setUpById'
  | 'setUpByEmail'
  | 'lookAt'
  | 'standstill'
  | 'standingSince'
  | 'tries'
>;
type Begun = Pick<
  ContinuousDelivery,
  'startFrom' | 'base' | 'batches' | 'batchExportId' | 'underWay' | 'intervalFrom' | 'resume'
>;

export function newDelivery(
  id: string,
  project: ProjectOutline,
  wanted: Wanted,
  from: ChainStart,
  snapshot: Snapshot,
  now: Date,
): ContinuousDelivery {
  const own = { projectId: project.id, id, organizationId: project.organizationId };
  const begun = begin({ id, batches: 0 }, wanted, from, snapshot, now);
  return { ...own, ...saved(wanted, false, now), ...begun, version: 0, createdAt: now, updatedAt: now };
}

/** `start`: the chain begins again from there; null: it goes on. `failed`: its latest batch did. */
export function changedDelivery(
  current: ContinuousDelivery,
  wanted: Wanted,
  { start, failed, snapshot, now }: { start: ChainStart | null; failed: boolean; snapshot: Snapshot; now: Date },
): Saved & Partial<Begun> {
  if (start === null)
    return { ...saved(wanted, current.underWay, now), resume: current.underWay && failed && wanted.enabled };
  // a batch under way is let go, and its number with it
  const chain = { id: current.id, batches: current.batches + (current.underWay ? 1 : 0) };
  return { ...saved(wanted, false, now), ...begin(chain, wanted, start, snapshot, now) };
}

/** Saved, it is the one's who saved it, and whatever it stood still for is looked at anew. */
const saved = ({ enabled, settings, selection, caller }: Wanted, underWay: boolean, now: Date): Saved => ({
  enabled,
  settings,
  selection,
  setUpById: caller.userId,
  setUpByEmail: caller.email,
  lookAt: enabled || underWay ? now : null,
  standstill: null,
  standingSince: null,
  tries: 0,
});

const begin = (
  { id, batches }: Pick<ContinuousDelivery, 'id' | 'batches'>,
  { selection }: Wanted,
  from: ChainStart,
  snapshot: Snapshot,
  now: Date,
): Begun => ({
  startFrom: from,
  base: from === 'now' ? { exportId: id, snapshot, selection } : null,
  batches,
  batchExportId: null,
  underWay: false,
  // what is there already comes at once
  intervalFrom: from === 'now' ? now : null,
  resume: false,
});
