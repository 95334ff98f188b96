import { ExportProgressed } from '@hub/event-contracts';
import type { Tx } from '@hub/outbox';
import { withMark, type SlicedJob } from '@hub/sliced-work';
import type { BuildProgressRepository } from '../persistence/build-progress.repository.js';
import type { BuildsRepository } from '../persistence/builds.repository.js';
import type { BuildContext } from './build-context.js';
import type { DoneSlice } from './completeness.js';
import { progressOf } from './progress.js';

/** Keeps the sums of a build up to date with each slice, and tells people at most once per interval. */
export class TellProgress {
  constructor(
    private readonly builds: BuildsRepository,
    private readonly progress: BuildProgressRepository,
  ) {}

  /** In the transaction that records the slice. */
  async execute(tx: Tx, { id, state, context }: SlicedJob<BuildContext>, slice: DoneSlice): Promise<void> {
    // all slices are done: what comes next is news itself
    if (state !== 'open') return;
    const known = await this.progress.add(tx, id, sumsOf(slice), context.plan.next === null);
    if (!(await this.builds.mayTell(tx, id))) return;
    const { done, now, elapsedMs } = known;
    const marks = withMark(known.marks, { at: now, ...done });
    await this.progress.keepMarks(tx, id, marks);
    const plan = {
      tasks: context.plan.tasks + known.more.tasks,
      bytes: context.plan.bytes + known.more.bytes,
      whole: known.whole,
    };
    await tx.publish(ExportProgressed, id, progressOf(context.request, { done, plan, marks, elapsedMs }));
  }
}

const sumsOf = ({ input, result }: DoneSlice) => ({
  done: { tasks: input.tasks, bytes: result.plainBytes, planned: input.bytes },
  setAside: result.tally.quarantined,
  piece: result.planned ?? null,
});
