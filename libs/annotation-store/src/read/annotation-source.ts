import type { Include, Snapshot, TimeWindow } from '@hub/event-contracts';
import type { ClassCount } from './class-counts.js';

/** Borders of a slice, both inclusive. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/** Which tasks of a project, as they were at the snapshot. An absent list means no filter. */
export interface TaskSelector {
  readonly projectId: string;
  readonly snapshot: Snapshot;
  /**
   * Only tasks that this earlier snapshot, with the same filters, did not show or may have shown with another text: a
   * delta. Of the same cluster as `snapshot` (ask `assertReadable` for both).
   */
  readonly since?: Snapshot;
  readonly stageIds?: readonly string[];
  readonly batchIds?: readonly string[];
  readonly taskIds?: readonly string[];
  readonly taskTypes?: readonly string[];
  readonly updatedAt?: TimeWindow;
  readonly createdAt?: TimeWindow;
}

/** One selected task, for planning. `bytes` estimates its plain text with the given toggles. */
export interface OutlineRow {
  readonly seq: number;
  readonly bytes: number;
  /** True: the task holds video tracks and is read by `videoDocument`, not by `tasks`. */
  readonly video: boolean;
}

/** What is known of a task beside its text. */
export interface TaskFacts {
  readonly seq: number;
  readonly taskId: string;
  readonly assetId: string;
  readonly externalId: string;
  readonly stage: string;
  readonly batches: readonly string[];
  readonly annotations: number;
  readonly classCounts: readonly ClassCount[];
  readonly pages: number;
  /** Why the task cannot be written, decided when it was stored; null for nearly all. */
  readonly unwritable: readonly { objectId: string | null; path: string; reason: string }[] | null;
  /** In a delta: was not shown by its base, or was shown with another text. Null outside of deltas. */
  readonly change: 'added' | 'changed' | null;
}

/**
 * A task without video tracks. `document` is the finished JSON of its entry, UTF-8, no line feed. The bytes, and what is
 * read out of them, stand until the next task is asked for.
 */
export interface TaskRow extends TaskFacts {
  readonly document: Buffer;
}

/** A piece of a video task's document, in order. Tracks of one array are separated by the reader with commas. */
export type VideoPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `entries` is what the track gives with these toggles: key frames only, or all frames. */
  | { readonly kind: 'track'; readonly track: VideoTrack; readonly entries: number; readonly leadingComma: boolean };

export interface VideoTrack {
  readonly id: number;
  /** `bounding-box`, `polygon`, … */
  readonly geometry: string;
  /** `"objectId":…,"schemaId":…,"title":…` as JSON text without braces. */
  readonly object: string;
  readonly title: string;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly keyFrames: number;
  readonly bytes: number;
}

export interface VideoDocument extends TaskFacts {
  readonly parts: readonly VideoPart[];
}

export interface KeyFrame {
  readonly frame: number;
  /** JSON of the geometry's value. */
  readonly shape: string;
  /** JSON members of the nested classifications, without brackets. */
  readonly classifications: string;
  /** JSON of the metadata object; null when absent or not asked for. */
  readonly metadata: string | null;
  /** Further members of the entry, each with a comma before it; on the frames up to the next key frame too. */
  readonly extra: string;
  /** The object is gone from this frame on. */
  readonly stopped: boolean;
}

/** A task that the base of a delta showed and its snapshot does not. */
export interface RemovedTask {
  readonly seq: number;
  readonly taskId: string;
  readonly assetId: string;
  readonly externalId: string;
  /** Gone, or there but no longer chosen by the filters. */
  readonly reason: 'deleted' | 'not-selected';
}

/** What an export of tasks will hold, counted by the store without reading any text of it. */
export interface SelectionTotals {
  /** All selected ones. */
  readonly tasks: number;
  /** Tasks among them that cannot be written. What follows counts the others. */
  readonly unwritable: number;
  /** As the manifest counts them: of the present answers, where a video track counts its key frames. */
  readonly annotations: number;
  /** Entries that video tracks of the present answers give with these toggles: key frames only, or all frames. */
  readonly frames: number;
  /** Estimate of the plain text, as in `outline`. */
  readonly bytes: number;
  /** Of a delta: tasks of the base that are no longer there; else 0. */
  readonly removed: number;
}

export interface IssueTotals {
  readonly issues: number;
  /** Their documents, in bytes. */
  readonly bytes: number;
}

export interface IssueRow {
  readonly issueId: string;
  readonly document: Buffer;
}

/** What the builder reads from. Another labelling system can be put behind it. Everything streams; nothing is cached. */
export interface AnnotationSource {
  /** The instant now, as a value that stays readable. */
  takeSnapshot(): Promise<Snapshot>;
  /** Throws Failure `snapshot-unreadable` when the store was restored since and the snapshot means nothing any more. */
  assertReadable(snapshot: Snapshot): Promise<void>;
  /** The category schema at the snapshot, as JSON. */
  ontology(projectId: string, snapshot: Snapshot): Promise<CategorySchemaJson>;
  /** Selected tasks (with `from <= seq <= to` when a range is given) in the order of the export (asset creation). */
  outline(selector: TaskSelector, include: Include, range?: SeqRange): AsyncIterable<OutlineRow>;
  /** Tasks without video tracks with `from <= seq <= to`, in order. */
  tasks(selector: TaskSelector, include: Include, range: SeqRange): AsyncIterable<TaskRow>;
  /** The video task with this seq. */
  videoDocument(selector: TaskSelector, include: Include, seq: number): Promise<VideoDocument>;
  /** Key frames of a track in order: those in [from, to], the last one before `from` and the first one after `to`. */
  keyFrames(track: VideoTrack, include: Include, range: SeqRange): AsyncIterable<KeyFrame>;
  /** Of a delta (`selector.since`): tasks that are no longer there, with `from <= seq <= to`, in order. */
  removed(selector: TaskSelector, range: SeqRange): AsyncIterable<RemovedTask>;
  /** What a preview shows, in one statement. */
  totals(selector: TaskSelector, include: Include): Promise<SelectionTotals>;
  /** The same for `issues`. */
  issueTotals(projectId: string, snapshot: Snapshot): Promise<IssueTotals>;
  /** True: nothing that an export of this project shows differs between the two (tasks, category schema, issues). */
  unchanged(projectId: string, earlier: Snapshot, later: Snapshot): Promise<boolean>;
  /** Issues of the project at the snapshot, in order of creation. */
  issues(projectId: string, snapshot: Snapshot): AsyncIterable<IssueRow>;
  /** The same source, for somebody whose reading stops when `signal` aborts, even while the store does not answer. */
  until(signal: AbortSignal): AnnotationSource;
}

export interface CategorySchemaJson {
  readonly tools: readonly Record<string, unknown>[];
  readonly classifications: readonly Record<string, unknown>[];
  readonly relations: readonly Record<string, unknown>[];
}
