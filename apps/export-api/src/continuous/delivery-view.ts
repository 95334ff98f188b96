import type { StepFailure } from '@hub/event-contracts';
import type { Export } from '../exports/export.js';
import type { ExportState } from '../exports/export-states.js';
import type { ChainStart, ContinuousDelivery, DeliverySettings, Standstill } from './continuous-delivery.js';
import { usableFor, waitsSince } from './chain-base.js';
import { intervalEnd } from './triggers.js';

/** A continuous delivery as clients see it: what was asked, and under `status` what came of it. */
export interface DeliveryView extends DeliverySettings {
  readonly enabled: boolean;
  readonly from: ChainStart;
  readonly setUpBy: { readonly userId: string; readonly email: string };
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly status: {
    /** Delivered so far. */
    readonly batches: number;
    readonly lastBatch: BatchView | null;
    /** The next one waits for it. */
    readonly underWay: boolean;
    /** The next batch is everything: the very first one, or the selection was changed. */
    readonly startsAnew: boolean;
    /** Tasks added, changed or removed since the last batch; null when counting takes too long. */
    readonly waiting: number | null;
    /** From when on the interval lets a batch come, as soon as anything waits. Null: by count only, or none comes now. */
    readonly nextDueAt: string | null;
    /** When the last batch, which failed, is tried again by itself; null: it did not fail, or somebody has to do something. */
    readonly retriesAt: string | null;
    /** Why no batch comes, since when, and what to do. */
    readonly standstill: (Standstill & { readonly since: string }) | null;
  };
}

export interface BatchView {
  readonly exportId: string;
  readonly batch: number | null;
  readonly state: ExportState;
  readonly requestedAt: string;
  readonly endedAt: string | null;
  /** Why it failed. */
  readonly error: StepFailure | null;
}

export function deliveryView(one: ContinuousDelivery, batch: Export | null, waiting: number | null): DeliveryView {
  const { settings, enabled, selection, standstill, standingSince } = one;
  const failed = one.underWay && batch?.state === 'failed' && !standstill;
  const due = enabled && !one.underWay && !standstill ? intervalEnd(one) : null;
  return {
    enabled,
    ...settings,
    from: one.startFrom,
    setUpBy: { userId: one.setUpById, email: one.setUpByEmail },
    createdAt: one.createdAt.toISOString(),
    updatedAt: one.updatedAt.toISOString(),
    status: {
      batches: one.batches,
      lastBatch: batch && batchView(batch),
      underWay: one.underWay,
      startsAnew: usableFor(selection, waitsSince(one, batch)) === null,
      waiting,
      nextDueAt: due && new Date(Math.max(due.getTime(), one.createdAt.getTime())).toISOString(),
      retriesAt: failed ? (one.lookAt?.toISOString() ?? null) : null,
      standstill: standstill && standingSince && { ...standstill, since: standingSince.toISOString() },
    },
  };
}

const batchView = ({ id, request, state, requestedAt, endedAt, failure }: Export): BatchView => ({
  exportId: id,
  batch: request.continuous?.batch ?? null,
  state,
  requestedAt: requestedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
  error: failure,
});
