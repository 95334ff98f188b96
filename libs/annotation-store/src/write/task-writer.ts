import type { EntityManager } from 'typeorm';

/** An answer as the public contract spells it (spec 3.4–3.7, import: 11). Unknown keys are kept. */
export interface Answer {
  readonly tools: readonly unknown[];
  readonly classifications: readonly unknown[];
  readonly relations: readonly unknown[];
  readonly brushDataUrl?: string | null;
  readonly medicalBrushDataUrl?: string | null;
}

export interface NewTask {
  readonly externalId: string;
  /** URL, or the content itself for embedded text. */
  readonly data: string;
  readonly kind: AssetKind;
  readonly metadata?: Record<string, unknown> | null;
  readonly contextData?: Record<string, unknown> | null;
  readonly dataset?: readonly string[];
  readonly batchIds?: readonly string[];
  /** Further asset keys that are kept and exported as they came. */
  readonly extra?: Record<string, unknown>;
  readonly answer?: Answer;
}

export const assetKinds = [
  'image',
  'multi-image',
  'video',
  'text',
  'audio',
  'pdf',
  'medical',
  '3d',
  'markdown',
  'chat',
] as const;
export type AssetKind = (typeof assetKinds)[number];

/** A video object with its key frames in order; frames may come from a stream. */
export interface NewTrack {
  readonly geometry: string;
  readonly objectId?: string;
  readonly schemaId: string;
  readonly title: string;
  readonly extra?: Record<string, unknown>;
  readonly keyFrames: AsyncIterable<NewKeyFrame> | Iterable<NewKeyFrame>;
}
export interface NewKeyFrame {
  readonly frame: number;
  readonly shape: unknown;
  readonly classifications?: readonly unknown[];
  readonly metadata?: Record<string, unknown>;
  /** Further members of the entry; they hold up to the next key frame. */
  readonly extra?: Record<string, unknown>;
  readonly stopped?: boolean;
}

/** Who writes, and what the stage the task is left in shall be. */
export interface WriteContext {
  readonly by: string;
  /** Where the annotations come from: imported ones are marked `import` in their metadata. */
  readonly origin: 'import' | 'person';
}

export interface SaveContext extends WriteContext {
  /** Milliseconds spent since the last save, added to the task's. */
  readonly duration?: number;
  readonly blurDuration?: number;
  readonly idleDuration?: number;
}

export interface CompleteContext extends WriteContext {
  /** `Accepted`, `Rejected`, `Todo`, `Fixed`: on review stages. */
  readonly reviewStatus?: string;
}

export interface RequeueOptions {
  readonly removeAnnotations: boolean;
  readonly removeAssignee: boolean;
  readonly removeStageHistory: boolean;
}

/** Which tasks of a project; together they narrow. */
export interface HeadFilter {
  readonly batchId?: string;
  readonly stageId?: string;
  readonly assetIds?: readonly string[];
}

/**
 * The write side of the store: every call appends revisions in the caller's transaction, none ever updates one.
 * Arrays are bounded by the caller (at most 1,000 a call).
 */
export interface TaskWriter {
  /** New assets with their tasks in `stageId`, with a Start history entry when that is a later stage. */
  createTasks(
    manager: EntityManager,
    projectId: string,
    stageId: string,
    tasks: readonly NewTask[],
    context: WriteContext,
  ): Promise<{ assetId: string; taskId: string }[]>;
  /** Replaces the answer; video entries of one `objectId` become one track. `duration` in milliseconds is added. */
  saveAnswer(manager: EntityManager, taskId: string, answer: Answer, context: SaveContext): Promise<void>;
  /** Replaces the answer of a video with streamed tracks; holds one page of key frames at a time. */
  saveVideo(
    manager: EntityManager,
    taskId: string,
    answer: Answer,
    tracks: AsyncIterable<NewTrack> | Iterable<NewTrack>,
    context: WriteContext,
  ): Promise<void>;
  /** Closes the present stage with a history entry and puts the task into `stageId`. */
  completeStage(manager: EntityManager, taskId: string, stageId: string, context: CompleteContext): Promise<void>;
  /** The same for many tasks of one project. */
  completeStages(
    manager: EntityManager,
    taskIds: readonly string[],
    stageId: string,
    context: CompleteContext,
  ): Promise<void>;
  /** Moves tasks without a history entry (a requeue). Returns how many moved. */
  requeue(
    manager: EntityManager,
    taskIds: readonly string[],
    stageId: string,
    options: RequeueOptions,
    context: WriteContext,
  ): Promise<number>;
  /** Adds batches to assets: a new revision of each task that did not have them. */
  assignBatches(manager: EntityManager, assetIds: readonly string[], batchIds: readonly string[]): Promise<number>;
  /**
   * A renamed batch or stage, or an asset's changed row, shows in exports from now on: new revisions of the tasks
   * concerned. Returns how many.
   */
  refreshHeads(manager: EntityManager, projectId: string, filter: HeadFilter): Promise<number>;
  deleteAssets(manager: EntityManager, assetIds: readonly string[], context: WriteContext): Promise<number>;
}
