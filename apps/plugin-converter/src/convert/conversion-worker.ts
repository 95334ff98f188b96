import { ArchiveConverted, ExportProgressed, StepFailed, type DataOf } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import type { Tx } from '@hub/outbox';
import type { Slice, SlicedJob, SliceWorker } from '@hub/sliced-work';
import type { ConversionsRepository } from '../persistence/conversions.repository.js';
import type { FileNamesRepository } from '../persistence/file-names.repository.js';
import type { ConversionContext, ConversionOutcome, Stretch } from './conversion-context.js';
import { conversionProgress } from './conversion-progress.js';
import type { ConversionResult } from './conversion-result.js';
import type { ConversionWork } from './conversion-work.js';
import type { ConvertSlice } from './convert-slice.js';
import type { FinishConversion } from './finish-conversion.js';

type Job = SlicedJob<ConversionContext>;

/** What sliced work asks of a conversion. Slices run one after the other: ids go on from one to the next. */
export class ConversionWorker implements SliceWorker<ConversionContext, Stretch, ConversionResult, ConversionOutcome> {
  constructor(
    private readonly convertSlice: ConvertSlice,
    private readonly finishConversion: FinishConversion,
    private readonly conversions: ConversionsRepository,
    private readonly names: FileNamesRepository,
    private readonly work: () => ConversionWork,
  ) {}

  async perform(job: Job, slice: Slice<Stretch>, signal: AbortSignal): Promise<ConversionResult> {
    const before = slice.number === 0 ? null : await this.work().resultOf(job.id, slice.number - 1);
    if (slice.number > 0 && !before)
      throw new Failure('out-of-order', 'hub', `Slice ${slice.number - 1} has no result yet`);
    return this.convertSlice.execute(job.context, slice, before, signal);
  }

  conclude(job: Job): Promise<ConversionOutcome> {
    return this.finishConversion.execute(job.context, resultsOf(this.work(), job.id));
  }

  async finished(tx: Tx, job: Job, outcome: ConversionOutcome): Promise<void> {
    await this.names.forget(tx, job.id);
    await tx.publish(
      ArchiveConverted,
      job.id,
      converted(job.context, await this.conversions.attempt(tx, job.id), outcome),
    );
  }

  async failed(tx: Tx, { id }: Job, failure: Failure): Promise<void> {
    await tx.publish(StepFailed, id, {
      exportId: id,
      attempt: await this.conversions.attempt(tx, id),
      failure: conversionFailure(failure),
    });
  }

  async progressed(tx: Tx, job: Job): Promise<void> {
    if (!(await this.conversions.mayTell(tx, job.id))) return;
    const pace = await this.conversions.pace(tx, job.id, job.finished);
    await tx.publish(ExportProgressed, job.id, conversionProgress(job.context, job, pace));
  }
}

/** The fact of a finished conversion, in the run that asks for it now. */
export const converted = (
  context: ConversionContext,
  attempt: number,
  { archive, fidelity }: ConversionOutcome,
): DataOf<typeof ArchiveConverted> => ({ ...context, attempt, archive, fidelity });

/** The text of an unknown error stays in our logs. */
export function conversionFailure(failure: Failure): DataOf<typeof StepFailed>['failure'] {
  const message =
    failure.code === 'unexpected' ? 'The conversion stopped because of a fault on our side.' : failure.message;
  return {
    step: 'convert',
    code: failure.code,
    fault: failure.fault,
    retryable: failure.fault !== 'user',
    message: message.slice(0, 2000),
  };
}

async function* resultsOf(work: ConversionWork, jobId: string): AsyncIterable<ConversionResult> {
  for await (const { result } of work.results(jobId)) yield result;
}
