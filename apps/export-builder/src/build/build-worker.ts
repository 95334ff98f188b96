import { ArchiveBuilt, ExportProgressed, StepFailed } from '@hub/event-contracts';
import type { Failure } from '@hub/failures';
import { exportFormatWriter } from '@hub/formats';
import type { Tx } from '@hub/outbox';
import type { Slice, SlicedJob, SliceWorker } from '@hub/sliced-work';
import type { BuildsRepository } from '../persistence/builds.repository.js';
import type { BuildContext } from './build-context.js';
import { buildFailure } from './build-errors.js';
import type { BuildSlice } from './build-slice.js';
import type { BuildWork } from './build-work.js';
import { archiveBuilt } from './built-fact.js';
import type { FinishBuild } from './finish-build.js';
import { progressOf } from './progress.js';
import type { SliceInput } from './slice-input.js';
import type { BuildOutcome, SliceResult } from './slice-result.js';

type Job = SlicedJob<BuildContext>;

/** What sliced work asks of a build. */
export class BuildWorker implements SliceWorker<BuildContext, SliceInput, SliceResult, BuildOutcome> {
  constructor(
    private readonly buildSlice: BuildSlice,
    private readonly finishBuild: FinishBuild,
    private readonly builds: BuildsRepository,
    private readonly work: () => BuildWork,
  ) {}

  perform({ context }: Job, slice: Slice<SliceInput>, signal: AbortSignal): Promise<SliceResult> {
    return this.buildSlice.execute(context.request, exportFormatWriter(context.request.selection), slice, signal);
  }

  conclude({ id, slices, context }: Job): Promise<BuildOutcome> {
    return this.finishBuild.execute(context, { slices, tasks: context.plan.tasks }, this.work().results(id));
  }

  async finished(tx: Tx, { id, context }: Job, outcome: BuildOutcome): Promise<void> {
    await tx.publish(ArchiveBuilt, id, archiveBuilt(context.request, await this.builds.attempt(tx, id), outcome));
  }

  async failed(tx: Tx, { id }: Job, failure: Failure): Promise<void> {
    const attempt = await this.builds.attempt(tx, id);
    await tx.publish(StepFailed, id, { exportId: id, attempt, failure: buildFailure(failure) });
  }

  async progressed(tx: Tx, { id, context, slices, state }: Job): Promise<void> {
    if (state !== 'open' || !(await this.builds.mayTell(tx, id))) return;
    const progress = progressOf(context, await this.builds.done(tx, id), slices, new Date());
    await tx.publish(ExportProgressed, id, progress);
  }
}
