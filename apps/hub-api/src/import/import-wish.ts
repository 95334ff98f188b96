import type { ImportFormat } from './import-format.js';

/** Where a task goes: the stage it is left in, and names of batches (made when missing). */
export interface Placement {
  readonly stageId: string;
  readonly batches: readonly string[];
}

export interface ImportWish {
  readonly projectId: string;
  /** E-mail of who imports. */
  readonly by: string;
  /** Tells a repeat of this import, which goes on where the first one ended. Without one, a new id. */
  readonly importId?: string;
  /** Undefined: each file is looked at. */
  readonly format?: ImportFormat;
  /** By number of the task in this import, from 0 on. */
  readonly place: (n: number) => Placement;
}
