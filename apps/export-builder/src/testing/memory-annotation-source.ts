import type {
  AnnotationSource,
  CategorySchemaJson,
  IssueRow,
  KeyFrame,
  OutlineRow,
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
export type MemoryTask = TaskFacts & { readonly document?: string; readonly tracks?: readonly MemoryTrack[] };

export const snapshot: Snapshot = { text: '5:5:', systemId: '1', timeline: 1, takenAt: '2026-11-24T10:00:00.000Z' };

/**
 * What the store does, over arrays: selection by stage and task id, keyset ranges, the neighbours of a range of key
 * frames, entries counted as they come out. Tasks are given in the order of `seq`.
 */
export class MemoryAnnotationSource implements AnnotationSource {
  private readonly tracks: MemoryTrack[] = [];

  constructor(
    readonly all: MemoryTask[],
    private readonly issueTexts: readonly string[] = [],
  ) {}

  async takeSnapshot(): Promise<Snapshot> {
    return snapshot;
  }
  async assertReadable(): Promise<void> {
    // always the present
  }
  async ontology(): Promise<CategorySchemaJson> {
    return { tools: [{ title: 'Car', tool: 'bounding-box', schemaId: 's1' }], classifications: [], relations: [] };
  }

  async *outline(selector: TaskSelector, include: Include): AsyncIterable<OutlineRow> {
    for (const task of this.selected(selector)) {
      const bytes = task.document?.length ?? JSON.stringify(task.tracks).length * (include.onlyKeyFrames ? 1 : 4);
      yield { seq: task.seq, bytes, video: task.tracks !== undefined };
    }
  }

  async *tasks(selector: TaskSelector, _: Include, range: { from: number; to: number }): AsyncIterable<TaskRow> {
    for (const task of this.selected(selector))
      if (task.document !== undefined && task.seq >= range.from && task.seq <= range.to)
        yield { ...task, document: Buffer.from(task.document) };
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
      parts: [{ kind: 'text', text: head }, ...tracks, { kind: 'text', text: '],"classifications":[]}}' }],
    };
  }

  async *keyFrames(track: VideoTrack, _: Include, range: { from: number; to: number }): AsyncIterable<KeyFrame> {
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

  private selected({ stageIds, taskIds }: TaskSelector): MemoryTask[] {
    return this.all.filter(
      (t) => (!stageIds || stageIds.includes(t.stage)) && (!taskIds || taskIds.includes(t.taskId)),
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

function entryCount({ frames, geometry }: MemoryTrack, onlyKeyFrames: boolean): number {
  if (onlyKeyFrames || geometry === 'polyline') return frames.length;
  return frames.reduce((sum, key, n) => {
    const next = frames[n + 1];
    return sum + (next && !key.stopped ? next.frame - key.frame : 1);
  }, 0);
}
