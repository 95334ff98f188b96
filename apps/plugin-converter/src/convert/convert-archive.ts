import { ArchiveConverted, StepFailed, type ArtifactDelivered, type EventOf } from '@hub/event-contracts';
import { asFailure, Failure } from '@hub/failures';
import type { ObjectStorage } from '@hub/object-storage';
import type { Transactions, Tx } from '@hub/outbox';
import type { ConversionsRepository } from '../persistence/conversions.repository.js';
import { conversionContextSchema, type Stretch } from './conversion-context.js';
import { conversionRecipe } from './conversion-recipe.js';
import { planConversion } from './conversion-plan.js';
import type { ConversionWork } from './conversion-work.js';
import { converted, conversionFailure } from './conversion-worker.js';
import { OriginalArchive } from './original-archive.js';

/**
 * Begins the conversion of an archive whose original is delivered, or goes on with it in another run: a finished one is
 * only announced again, a failed one continues from its checkpoints. One of a single slice is done right here.
 */
export class ConvertArchive {
  constructor(
    private readonly transactions: Transactions,
    private readonly bucket: Pick<ObjectStorage, 'get'>,
    private readonly work: ConversionWork,
    private readonly conversions: ConversionsRepository,
  ) {}

  async execute(event: EventOf<typeof ArtifactDelivered>): Promise<void> {
    const { exportId, artifact, converter } = event.data;
    if (artifact.kind !== 'original' || converter === null) return;
    if (await this.work.job(exportId)) await this.goOn(event);
    else await this.begin(event);
    await this.work.runInline(exportId, event);
  }

  private async begin(event: EventOf<typeof ArtifactDelivered>): Promise<void> {
    const { exportId, attempt, archive } = event.data;
    const context = conversionContextSchema.parse(event.data);
    let stretches: Stretch[];
    try {
      const { content } = await OriginalArchive.load(this.bucket, archive.descriptor);
      if (content.type !== 'task')
        throw new Failure('not-convertible', 'user', 'Issues cannot be converted; only tasks can.');
      // what cannot be converted is said at once, not by every slice
      conversionRecipe(context, content.ontology);
      stretches = planConversion(content.parts);
    } catch (error) {
      const failure = asFailure(error);
      if (failure.fault !== 'user') throw error;
      await this.enter(event, (tx) =>
        tx.publish(StepFailed, exportId, { exportId, attempt, failure: conversionFailure(failure) }),
      );
      return;
    }
    await this.enter(event, async (tx) => {
      await this.work.plan(tx, { id: exportId, width: 1, context, inline: true }, stretches);
    });
  }

  private goOn(event: EventOf<typeof ArtifactDelivered>): Promise<void> {
    return this.enter(event, async (tx) => {
      const { exportId, attempt } = event.data;
      const context = conversionContextSchema.parse(event.data);
      const outcome = await this.work.outcome(exportId);
      if (outcome) await tx.publish(ArchiveConverted, exportId, converted(context, attempt, outcome));
      else await this.work.resume(tx, exportId, context);
    });
  }

  /** Once per run, and never after a cancellation. */
  private async enter(event: EventOf<typeof ArtifactDelivered>, change: (tx: Tx) => Promise<void>): Promise<void> {
    await this.transactions.once('convert-archive', event, async (tx) => {
      if (await this.conversions.enter(tx, event.data.exportId, event.data.attempt)) await change(tx);
    });
  }
}
