import { ArchiveBuilt, BuildStarted, StepFailed, type EventOf, type ExportRequested } from '@hub/event-contracts';
import { asFailure, Failure } from '@hub/failures';
import type { Transactions, Tx } from '@hub/outbox';
import type { SlicedJob } from '@hub/sliced-work';
import type { BuildsRepository } from '../persistence/builds.repository.js';
import type { BuildContext } from './build-context.js';
import { buildFailure } from './build-errors.js';
import type { PlanPiece } from './build-plan.js';
import type { BuildWork } from './build-work.js';
import { archiveBuilt } from './built-fact.js';
import type { PlanBuild } from './plan-build.js';

/** How many slices of one build have their turn at a time. */
export type WidthOf = (organizationId: string) => number;

/** How the request came. */
export interface RequestDelivery {
  /** After this error the event will not come again: whatever stops the build now has to be told. */
  isLastTry(error: unknown): boolean;
  heartbeat(): Promise<void>;
}

const consumer = 'build-export';

/**
 * Begins the build of an export (plans its first piece; the slices plan on), or goes on with it in another run: a finished
 * build is only announced again, a failed one continues from its checkpoints. A build of one slice is done right here.
 */
export class BuildExport {
  constructor(
    private readonly transactions: Transactions,
    private readonly planBuild: PlanBuild,
    private readonly work: BuildWork,
    private readonly builds: BuildsRepository,
    private readonly widthOf: WidthOf,
  ) {}

  async execute(event: EventOf<typeof ExportRequested>, delivery: RequestDelivery): Promise<void> {
    const { exportId } = event.data;
    const job = await this.work.job(exportId);
    if (job) await this.goOn(event, job);
    else await this.begin(event, delivery);
    await this.work.runInline(exportId, event);
  }

  private async begin(event: EventOf<typeof ExportRequested>, delivery: RequestDelivery): Promise<void> {
    const request = event.data;
    const width = this.widthOf(request.organizationId);
    let piece: PlanPiece;
    try {
      piece = await this.planBuild.execute(request, width, { from: 0, beat: delivery.heartbeat });
    } catch (error) {
      // an outage passes: the event is tried again in place
      if (!delivery.isLastTry(error) && !(error instanceof Failure && !error.retryable)) throw error;
      await this.refuse(event, asFailure(error));
      return;
    }
    const { slices, ...plan } = piece;
    const context: BuildContext = { request, plan };
    await this.enter(event, async (tx) => {
      await this.work.plan(tx, { id: request.exportId, width, context, inline: true }, slices);
      await this.started(tx, event, context, slices.length);
    });
  }

  private goOn(event: EventOf<typeof ExportRequested>, job: SlicedJob<BuildContext>): Promise<void> {
    return this.enter(event, async (tx) => {
      await this.started(tx, event, job.context, job.slices);
      const outcome = await this.work.outcome(job.id);
      if (outcome) await tx.publish(ArchiveBuilt, job.id, archiveBuilt(event.data, event.data.attempt, outcome));
      else await this.work.resume(tx, job.id, { ...job.context, request: event.data });
    });
  }

  private refuse(event: EventOf<typeof ExportRequested>, failure: Failure): Promise<void> {
    const { exportId, attempt } = event.data;
    return this.enter(event, (tx) =>
      tx.publish(StepFailed, exportId, { exportId, attempt, failure: buildFailure(failure) }),
    );
  }

  /** Once per run, and never after a cancellation. */
  private async enter(event: EventOf<typeof ExportRequested>, change: (tx: Tx) => Promise<void>): Promise<void> {
    await this.transactions.once(consumer, event, async (tx) => {
      if (await this.builds.enter(tx, event.data.exportId, event.data.attempt)) await change(tx);
    });
  }

  private started(
    tx: Tx,
    event: EventOf<typeof ExportRequested>,
    { plan }: BuildContext,
    slices: number,
  ): Promise<void> {
    const { exportId, attempt } = event.data;
    return tx.publish(BuildStarted, exportId, { exportId, attempt, tasks: plan.tasks, slices });
  }
}
