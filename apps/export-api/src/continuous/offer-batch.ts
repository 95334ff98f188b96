import { Failure } from '@hub/failures';
import { Inject, Injectable } from '@nestjs/common';
import { SNAPSHOTS, type Snapshots } from '../exports/snapshots.js';
import type { DeliveryChange } from '../persistence/continuous-deliveries.repository.js';
import { BeginBatch } from './begin-batch.js';
import type { ContinuousDelivery, Standstill } from './continuous-delivery.js';
import { usableFor } from './chain-base.js';
import { CountChanges } from './count-changes.js';
import { ExportRights } from './export-rights.js';
import { SCHEDULE_SETTINGS, type ScheduleSettings } from './schedule-settings.js';
import { restored } from './standstills.js';
import { isDue, mayBeDue, nextLook } from './triggers.js';

/** What came of a look at a delivery without a batch under way. */
export type Look =
  | { readonly kind: 'begun' }
  | { readonly kind: 'stand-still'; readonly standstill: Standstill }
  | { readonly kind: 'later'; readonly at: Date; readonly change: DeliveryChange };

/** After the first time-out; after the second one there must be a lot. */
const countAgainMs = 60_000;

/** Begins the next batch when it is due. */
@Injectable()
export class OfferBatch {
  constructor(
    private readonly rights: ExportRights,
    private readonly count: CountChanges,
    private readonly begin: BeginBatch,
    @Inject(SNAPSHOTS) private readonly snapshots: Snapshots,
    @Inject(SCHEDULE_SETTINGS) private readonly schedule: Pick<ScheduleSettings, 'lookMs'>,
  ) {}

  async execute(delivery: ContinuousDelivery, now: Date): Promise<Look> {
    const right = await this.rights.of(delivery);
    if (!right.granted) return { kind: 'stand-still', standstill: right.standstill };
    // the batch shows the moment of the count
    const snapshot = await this.snapshots.takeSnapshot();
    const standstill = await this.unreadable(delivery);
    if (standstill) return { kind: 'stand-still', standstill };
    const { projectId, selection, base, tries } = delivery;
    const later = nextLook(delivery, now, this.schedule.lookMs);
    if (!mayBeDue(delivery, now)) return { kind: 'later', at: later, change: {} };
    const waiting = await this.count.execute(projectId, selection, usableFor(selection, base), snapshot);
    if (waiting === null && tries === 0)
      return { kind: 'later', at: new Date(now.getTime() + countAgainMs), change: { tries: 1 } };
    if (!isDue(delivery, waiting ?? Infinity, now))
      return { kind: 'later', at: later, change: tries === 0 ? {} : { tries: 0 } };
    await this.begin.execute(delivery, right, snapshot);
    return { kind: 'begun' };
  }

  private async unreadable({ selection, base }: ContinuousDelivery): Promise<Standstill | null> {
    const since = usableFor(selection, base);
    if (!since) return null;
    try {
      await this.snapshots.assertReadable(since.snapshot);
      return null;
    } catch (error) {
      if (error instanceof Failure && error.code === 'snapshot-unreadable') return restored;
      throw error;
    }
  }
}
