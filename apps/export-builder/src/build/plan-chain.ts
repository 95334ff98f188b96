import { Failure } from '@hub/failures';
import type { SliceInput } from './slice-input.js';
import type { PlannedPiece, SliceResult } from './slice-result.js';

interface DonePart {
  readonly input: SliceInput;
  readonly result: SliceResult;
}

/** Follows how a plan grew, from its first piece to its end: what it counted, independently of what the slices found. */
export class PlanChain {
  /** Selected documents, once all slices have been followed. */
  tasks: number;
  private next: number | null;

  /** `slices` the job has in the end. */
  constructor(
    readonly slices: number,
    firstPiece: PlannedPiece,
  ) {
    this.tasks = firstPiece.tasks;
    this.next = firstPiece.next;
  }

  /** Passes the slices on. Throws Failure `reconciliation-failed` (hub) when a piece is missing or was planned twice. */
  async *follow<T extends DonePart>(slices: AsyncIterable<T>): AsyncIterable<T> {
    for await (const slice of slices) {
      const { planFrom } = slice.input;
      if (planFrom !== undefined) this.goOn(planFrom, slice.result);
      yield slice;
    }
    if (this.next !== null) throw broken(`The plan ended before ${this.next}.`);
  }

  private goOn(from: number, { planned }: SliceResult): void {
    if (from !== this.next) throw broken(`The plan had come to ${this.next}, and went on from ${from}.`);
    if (!planned) throw broken(`The plan did not go on from ${from}.`);
    this.tasks += planned.tasks;
    this.next = planned.next;
  }
}

const broken = (message: string): Failure => new Failure('reconciliation-failed', 'hub', message);
