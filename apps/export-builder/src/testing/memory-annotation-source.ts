import type {
  AnnotationSource,
  CategorySchemaJson,
  IssueRow,
  IssueTotals,
  KeyFrame,
  OutlineRow,
  RemovedTask,
  SelectionTotals,
  SeqRange,
  TaskFacts,
  TaskRow,
  TaskSelector,
  VideoDocument,
  VideoTrack,
} from '@hub/annotation-store';
import type { Include, Snapshot } from '@hub/event-contracts';

export interface MemoryTrack extends Omit<VideoTrack, 'id' | 'bytes' | 'keyFrames' | 'firstFrame' | 'lastFrame'> {
  readonly frames: readonly KeyFrame[];
}
/** `change` makes it part of a delta; an unchanged task is left out of deltas. */
export type MemoryTask = Omit<TaskFacts, 'change'> & {
  readonly change?: TaskFacts['change'];
  readonly document?: string;
  readonly tracks?: readonly MemoryTrack[];
};

export const snapshot: Snapshot = { text: '5:5:', systemId: '1', timeline: 1, takenAt: '2026-11-24T10:00:00.000Z' };

/**
 * What the store does, over arrays: selection by stage and task id, keyset ranges, the neighbours of a range of key
 * frames, entries counted as they come out. Tasks, and those that a delta removes, are given in the order of `seq`.
 */
export class MemoryAnnotationSource implements AnnotationSource {
  private readonly tracks: MemoryTrack[] = [];

  constructor(
    readonly all: MemoryTask[],
    private readonly issueTexts: readonly string[] = [],
    private readonly gone: readonly RemovedTask[] = [],
  ) {}

  until(): AnnotationSource {
    return this;
  }
  async takeSnapshot(): Promise<Snapshot> {
    return snapshot;
  }
  async assertReadable(): Promise<void> {
    // always the present
  }
  async ontology(): Promise<CategorySchemaJson> {
    return { tools: [{ title: 'Car', tool: 'bounding-box', schemaId: 's1' }], classifications: [], relations: [] };
  }

  async *outline(selector: TaskSelector, include: Include, range?: SeqRange): AsyncIterable<OutlineRow> {
    for (const task of this.selected(selector, range))
      yield { seq: task.seq, bytes: bytesOf(task, include), video: task.tracks !== undefined };
  }

  async *tasks(selector: TaskSelector, _: Include, range: SeqRange): AsyncIterable<TaskRow> {
    for (const task of this.selected(selector, range))
      if (task.document !== undefined)
        yield { ...task, change: changeIn(task, selector), document: Buffer.from(task.document) };
  }

  async videoDocument(selector: TaskSelector, include: Include, seq: number): Promise<VideoDocument> {
    const task = this.selected(selector).find((each) => each.seq === seq);
    if (!task?.tracks) throw new Error(`no video ${seq}`);
    const tracks = task.tracks.map((track, n) => ({
      kind: 'track' as const,
      track: this.track(track),
      entries: entryCount(track, include.onlyKeyFrames),
      leadingComma: n > 0,
    }));
    const head = `{"externalId":${JSON.stringify(task.externalId)},"task":{"taskId":"${task.taskId}","tools":[`;
    return {
      ...task,
      change: changeIn(task, selector),
      parts: [{ kind: 'text', text: head }, ...tracks, { kind: 'text', text: '],"classifications":[]}}' }],
    };
  }

  async *keyFrames(track: VideoTrack, _: Include, range: SeqRange): AsyncIterable<KeyFrame> {
    const frames = this.tracks[track.id]?.frames ?? [];
    const first = Math.max(
      0,
      frames.findLastIndex((key) => key.frame < range.from),
    );
    for (const key of frames.slice(first)) {
      yield key;
      if (key.frame > range.to) return;
    }
  }

  async *issues(): AsyncIterable<IssueRow> {
    for (const [n, text] of this.issueTexts.entries()) yield { issueId: `issue${n}`, document: Buffer.from(text) };
  }

  async *removed({ since }: TaskSelector, { from, to }: SeqRange): AsyncIterable<RemovedTask> {
    if (!since) throw new Error('Only a delta knows what was removed');
    for (const task of this.gone) if (task.seq >= from && task.seq <= to) yield task;
  }

  async totals(selector: TaskSelector, include: Include): Promise<SelectionTotals> {
    const all = this.selected(selector);
    const written = all.filter((task) => !task.unwritable);
    const sum = (of: (task: MemoryTask) => number): number => written.reduce((total, task) => total + of(task), 0);
    return {
      tasks: all.length,
      unwritable: all.length - written.length,
      annotations: sum((task) => task.annotations),
      frames: sum((task) => framesOf(task, include)),
      bytes: sum((task) => bytesOf(task, include)),
      removed: selector.since ? this.gone.length : 0,
    };
  }

  async issueTotals(): Promise<IssueTotals> {
    return { issues: this.issueTexts.length, bytes: this.issueTexts.reduce((sum, text) => sum + text.length, 0) };
  }

  async unchanged(_: string, earlier: Snapshot, later: Snapshot): Promise<boolean> {
    return earlier.text === later.text;
  }

  private selected({ stageIds, taskIds, since }: TaskSelector, range?: SeqRange): MemoryTask[] {
    return this.all.filter(
      (t) =>
        (!stageIds || stageIds.includes(t.stage)) &&
        (!taskIds || taskIds.includes(t.taskId)) &&
        (!since || t.change) &&
        (!range || (t.seq >= range.from && t.seq <= range.to)),
    );
  }

  private track(track: MemoryTrack): VideoTrack {
    if (!this.tracks.includes(track)) this.tracks.push(track);
    return {
      id: this.tracks.indexOf(track),
      geometry: track.geometry,
      object: track.object,
      title: track.title,
      firstFrame: track.frames[0]?.frame ?? 0,
      lastFrame: track.frames.at(-1)?.frame ?? -1,
      keyFrames: track.frames.length,
      bytes: track.frames.reduce(
        (sum, { shape, classifications, metadata }) =>
          sum + shape.length + classifications.length + (metadata?.length ?? 0),
        0,
      ),
    };
  }
}

const changeIn = (task: MemoryTask, { since }: TaskSelector): TaskFacts['change'] =>
  since ? (task.change ?? null) : null;

const bytesOf = (task: MemoryTask, { onlyKeyFrames }: Include): number =>
  task.document?.length ?? JSON.stringify(task.tracks).length * (onlyKeyFrames ? 1 : 4);

const framesOf = ({ tracks = [] }: MemoryTask, { onlyKeyFrames }: Include): number =>
  tracks.reduce((sum, track) => sum + entryCount(track, onlyKeyFrames), 0);

function entryCount({ frames, geometry }: MemoryTrack, onlyKeyFrames: boolean): number {
  if (onlyKeyFrames || geometry === 'polyline') return frames.length;
  return frames.reduce((sum, key, n) => {
    const next = frames[n + 1];
    return sum + (next && !key.stopped ? next.frame - key.frame : 1);
  }, 0);
}
