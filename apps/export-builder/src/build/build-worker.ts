import { ArchiveBuilt, StepFailed } from '@hub/event-contracts';
import type { Failure } from '@hub/failures';
import { exportFormatWriter } from '@hub/formats';
import type { Tx } from '@hub/outbox';
import type { Slice, SlicedJob, SliceWorker } from '@hub/sliced-work';
import type { BuildProgressRepository } from '../persistence/build-progress.repository.js';
import type { BuildsRepository } from '../persistence/builds.repository.js';
import { beside, until } from './beside.js';
import type { BuildContext } from './build-context.js';
import { buildFailure } from './build-errors.js';
import type { BuildSlice } from './build-slice.js';
import type { BuildWork } from './build-work.js';
import type { DoneSlice } from './completeness.js';
import { archiveBuilt } from './built-fact.js';
import type { FinishBuild } from './finish-build.js';
import type { PlanBuild } from './plan-build.js';
import { PlanChain } from './plan-chain.js';
import { mostSetAside, noLimit, type QuarantineLimit } from './quarantine-policy.js';
import type { SliceInput } from './slice-input.js';
import type { BuildOutcome, SliceResult } from './slice-result.js';
import type { TellProgress } from './tell-progress.js';

type Job = SlicedJob<BuildContext>;
type Append = (inputs: readonly SliceInput[]) => void;

/** What sliced work asks of a build. */
export class BuildWorker implements SliceWorker<BuildContext, SliceInput, SliceResult, BuildOutcome> {
  constructor(
    private readonly planBuild: PlanBuild,
    private readonly buildSlice: BuildSlice,
    private readonly finishBuild: FinishBuild,
    private readonly builds: BuildsRepository,
    private readonly progress: BuildProgressRepository,
    private readonly tellProgress: TellProgress,
    private readonly work: () => BuildWork,
  ) {}

  /** Planning asks the database while the slice deflates, so the next piece costs its builder next to nothing. */
  async perform(job: Job, slice: Slice<SliceInput>, signal: AbortSignal, append: Append): Promise<SliceResult> {
    const { request } = job.context;
    const limit = await this.quarantineLimit(job);
    const build = (stop: AbortSignal): Promise<SliceResult> =>
      this.buildSlice.execute(request, exportFormatWriter(request.selection), slice, stop, limit);
    const { planFrom } = slice.input;
    if (planFrom === undefined) return build(signal);
    const [result, piece] = await beside(signal, build, (stop) =>
      this.planBuild.execute(request, job.width, { from: planFrom, signal: stop }),
    );
    append(piece.slices);
    const { tasks, bytes, next } = piece;
    return { ...result, planned: { tasks, bytes, next } };
  }

  conclude({ id, slices, context }: Job, signal: AbortSignal): Promise<BuildOutcome> {
    const plan = new PlanChain(slices, context.plan);
    return this.finishBuild.execute(context, plan, plan.follow(until(signal, this.work().results(id))), signal);
  }

  async finished(tx: Tx, { id, context }: Job, outcome: BuildOutcome): Promise<void> {
    await tx.publish(ArchiveBuilt, id, archiveBuilt(context.request, await this.builds.attempt(tx, id), outcome));
  }

  async failed(tx: Tx, { id }: Job, failure: Failure): Promise<void> {
    const attempt = await this.builds.attempt(tx, id);
    await tx.publish(StepFailed, id, { exportId: id, attempt, failure: buildFailure(failure) });
  }

  progressed(tx: Tx, job: Job, done: DoneSlice): Promise<void> {
    return this.tellProgress.execute(tx, job, done);
  }

  private async quarantineLimit({ id, context }: Job): Promise<QuarantineLimit> {
    const most = mostSetAside(context.request.quarantine);
    return most === Infinity ? noLimit : { most, before: await this.progress.setAside(id) };
  }
}
