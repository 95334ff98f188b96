import {
  selectorOf,
  type AnnotationSource,
  type RemovedTask,
  type TaskFacts,
  type VideoDocument,
} from '@hub/annotation-store';
import { splitFileName, type VideoTrackWriter } from '@hub/formats';
import { Failure } from '@hub/failures';
import type { ExportRequest } from './build-context.js';
import type { SliceRun } from './slice-input.js';
import { expectedEntries, videoText, wholeVideo, type VideoStretch } from './video-text.js';

/** A document as a slice meets it. `facts` is null for an issue. */
export interface SourceDocument {
  readonly fileName: () => string;
  readonly facts: TaskFacts | null;
  /** Whole, or in chunks. */
  readonly text: Buffer | AsyncIterable<Buffer>;
  /** Set for a stretch of a large video. */
  readonly stretch?: { readonly seq: number; readonly expectedEntries: number; entries: number } & VideoStretch;
}

export type TakeDocument = (document: SourceDocument) => Promise<void> | void;
export type TakeRemoved = (task: RemovedTask) => Promise<void> | void;

/** Reads the documents of a slice in the order of the export, one at a time. */
export class SliceSource {
  constructor(
    private readonly source: AnnotationSource,
    private readonly writers: { readonly keyFrames: VideoTrackWriter; readonly allFrames: VideoTrackWriter },
  ) {}

  /** The same, for somebody whose reading stops when `signal` aborts. */
  until(signal: AbortSignal): SliceSource {
    return new SliceSource(this.source.until(signal), this.writers);
  }

  /** Calls `take` with each document, waiting where it returns a promise: no generator stands on the hot path. */
  async each(request: ExportRequest, runs: readonly SliceRun[], take: TakeDocument): Promise<void> {
    for (const run of runs) {
      if (run.kind === 'tasks') await this.tasks(request, run, take);
      else if (run.kind === 'issues') await this.issues(request, take);
      else if (run.kind === 'video' || run.kind === 'video-part')
        await take(await this.video(request, run.seq, run.kind === 'video-part' ? run : null));
    }
  }

  /** The same with what a delta takes away. */
  async eachRemoved(request: ExportRequest, runs: readonly SliceRun[], take: TakeRemoved): Promise<void> {
    for (const run of runs) {
      if (run.kind !== 'removed') continue;
      let last = run.from - 1;
      for await (const task of this.source.removed(selectorOf(request), run)) {
        last = inOrder(task.seq, last, run);
        const taken = take(task);
        if (taken) await taken;
      }
    }
  }

  private async tasks(request: ExportRequest, range: { from: number; to: number }, take: TakeDocument): Promise<void> {
    let last = range.from - 1;
    for await (const row of this.source.tasks(selectorOf(request), request.selection.include, range)) {
      last = inOrder(row.seq, last, range);
      const taken = take({ fileName: () => fileNameOf(row), facts: row, text: row.document });
      if (taken) await taken;
    }
  }

  private async issues({ projectId, snapshot }: ExportRequest, take: TakeDocument): Promise<void> {
    for await (const { issueId, document } of this.source.issues(projectId, snapshot))
      await take({ fileName: () => splitFileName(null, issueId), facts: null, text: document });
  }

  private async video(request: ExportRequest, seq: number, part: VideoStretch | null): Promise<SourceDocument> {
    const video = await this.source.videoDocument(selectorOf(request), request.selection.include, seq);
    const stretch = { seq, expectedEntries: expectedEntries(video), entries: 0, ...(part ?? wholeVideo) };
    return {
      fileName: () => fileNameOf(video),
      facts: video,
      text: this.videoText(request, video, stretch, part === null),
      ...(part ? { stretch } : {}),
    };
  }

  private async *videoText(
    { selection: { include } }: ExportRequest,
    video: VideoDocument,
    stretch: NonNullable<SourceDocument['stretch']>,
    whole: boolean,
  ): AsyncIterable<Buffer> {
    const writer = include.onlyKeyFrames ? this.writers.keyFrames : this.writers.allFrames;
    for await (const { text, entries } of videoText(this.source, writer, video, include, stretch)) {
      stretch.entries += entries;
      yield text;
    }
    if (whole && stretch.entries !== stretch.expectedEntries) throw entriesMissing(stretch);
  }
}

/** Each task comes once, in order, out of the range: with their number, that leaves no room for one that is missing. */
function inOrder(seq: number, last: number, range: { from: number; to: number }): number {
  if (seq > last && seq <= range.to) return seq;
  throw new Failure(
    'reconciliation-failed',
    'hub',
    `Task ${seq} came after ${last} out of ${range.from} to ${range.to}.`,
  );
}

const fileNameOf = ({ externalId, assetId }: TaskFacts): string => splitFileName(externalId, assetId);

/** The entries of a video do not add up to what its tracks hold: never deliver that. */
export const entriesMissing = (video: { seq: number; entries: number; expectedEntries: number }): Failure =>
  new Failure(
    'reconciliation-failed',
    'hub',
    `Video ${video.seq}: ${video.expectedEntries} entries expected, ${video.entries} written.`,
  );
