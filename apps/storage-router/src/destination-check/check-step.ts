import type { CheckStep } from './destination-report.js';
import type { Probe } from './probe.js';

/** What a step asks of the store; what is missing decides the remedy. */
export type Ability =
  | 'reach'
  | 'write'
  | 'keep-others'
  | 'look'
  | 'read'
  | 'upload-parts'
  | 'abort-parts'
  | 'list-parts'
  | 'link'
  | 'cors'
  | 'delete';

/** Something that no error says: a store that ignores what it was asked. Errors are thrown. */
export interface Finding {
  readonly outcome: 'failed' | 'warning';
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
  readonly ability: Ability;
}

/** Thrown by a step where only a part of it was refused. */
export class AbilityMissing extends Error {
  constructor(
    readonly ability: Ability,
    readonly outcome: 'failed' | 'warning',
    override readonly cause: unknown,
  ) {
    super('An ability is missing');
  }
}

export interface CheckStepRun {
  readonly step: Exclude<CheckStep, 'address'>;
  /** It is skipped unless all of these have passed, with a warning at most. */
  readonly needs: readonly CheckStep[];
  /** Exports arrive without it: an error is a warning. */
  readonly advisory?: boolean;
  readonly ability: Ability;
  run(probe: Probe): Promise<Finding | null>;
}
