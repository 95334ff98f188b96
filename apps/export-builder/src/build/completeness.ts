import { Failure } from '@hub/failures';
import type { SliceInput, SliceRun } from './slice-input.js';
import type { SliceResult } from './slice-result.js';

export interface DoneSlice {
  readonly number: number;
  readonly input: SliceInput;
  readonly result: SliceResult;
}

const broken = (message: string): Failure => new Failure('reconciliation-failed', 'hub', message);

/** What a slice accounts for is what the plan gave it. Throws Failure `reconciliation-failed` (hub). */
export function checkSlice(number: number, input: SliceInput, { tally, removed }: SliceResult): void {
  const found = tally.exported + tally.quarantined + tally.empty;
  if (found !== input.tasks)
    throw broken(`Slice ${number}: ${input.tasks} tasks were selected, but ${found} were found.`);
  if (removed.tasks !== (input.removed ?? 0))
    throw broken(`Slice ${number}: ${input.removed ?? 0} removed tasks were planned, but ${removed.tasks} were found.`);
}

/**
 * Follows the slices of a build in order: each is there exactly once, none reaches into the one before it, each accounts
 * for the tasks that the plan gave it, and the bytes of its segments are those it counted.
 */
export class Completeness {
  private slices = 0;
  private selectedTasks = 0;
  private removedTasks = 0;
  private readonly ends = { tasks: -1, removed: -1 };

  get selected(): number {
    return this.selectedTasks;
  }
  get removed(): number {
    return this.removedTasks;
  }

  add({ number, input, result }: DoneSlice): void {
    if (number !== this.slices) throw broken(`Slice ${this.slices} was expected, but slice ${number} found.`);
    checkSlice(number, input, result);
    for (const run of input.runs) this.follow(number, run);
    const bytes = result.segments.reduce((sum, segment) => sum + segment.plainBytes, 0);
    if (result.members.length === 0 && bytes !== result.plainBytes)
      throw broken(`Slice ${number}: ${result.plainBytes} bytes were written, but its segments hold ${bytes}.`);
    this.slices++;
    this.selectedTasks += input.tasks;
    this.removedTasks += input.removed ?? 0;
  }

  /** All have been added. */
  end(planned: { readonly slices: number; readonly tasks: number }): void {
    if (this.slices !== planned.slices)
      throw broken(`${planned.slices} slices were planned, but ${this.slices} have results.`);
    if (this.selectedTasks !== planned.tasks)
      throw broken(`${planned.tasks} tasks were selected, but the slices hold ${this.selectedTasks}.`);
  }

  private follow(number: number, run: SliceRun): void {
    if (run.kind === 'issues') return;
    const [first, last] = run.kind === 'tasks' || run.kind === 'removed' ? [run.from, run.to] : [run.seq, run.seq];
    const list = run.kind === 'removed' ? 'removed' : 'tasks';
    // the stretches of a large video share its place
    const inside = run.kind === 'video-part' && (run.from.part > 0 || run.from.frame > 0);
    if (inside ? first !== this.ends.tasks : first <= this.ends[list])
      throw broken(`Slice ${number} does not follow the one before it.`);
    this.ends[list] = last;
  }
}

/** The archive's directory lists what was built, no more and no less. */
export function assertEntries(listed: number, built: number): void {
  if (listed !== built) throw broken(`${built} files were built, but the archive lists ${listed}.`);
}
