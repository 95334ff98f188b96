import type { AnnotationSource, OutlineRow, VideoDocument } from '@hub/annotation-store';
import { withHeartbeat } from './heartbeat.js';
import { selectorOf, type ExportRequest } from './build-context.js';
import { planRemoved } from './removed-plan.js';
import type { SliceInput, SliceRun } from './slice-input.js';
import { planVideo } from './video-plan.js';

export interface BuildPlan {
  readonly slices: readonly SliceInput[];
  /** Selected documents: what the reconciliation starts from. */
  readonly tasks: number;
  /** Estimate of the plain text. */
  readonly bytes: number;
}

/** Keeps the description of a slice small, however the kinds of tasks alternate. */
const mostRuns = 500;

/** The plan of a request. Reads the outline once; a request for issues is one slice, counted here. `beat` is called now and then. */
export async function planBuild(
  source: AnnotationSource,
  request: ExportRequest,
  targetBytes: number,
  beat: () => Promise<void> = async () => undefined,
): Promise<BuildPlan> {
  const { selection, projectId, snapshot } = request;
  if (selection.type === 'issue') return planIssues(withHeartbeat(source.issues(projectId, snapshot), beat));
  const selector = selectorOf(request);
  const videoDocument = (seq: number): Promise<VideoDocument> => source.videoDocument(selector, selection.include, seq);
  const plan = await planSlices(
    withHeartbeat(source.outline(selector, selection.include), beat),
    videoDocument,
    targetBytes,
  );
  if (!request.since) return plan;
  const slices = [...plan.slices];
  for await (const slice of withHeartbeat(planRemoved(source, request, targetBytes), beat)) slices.push(slice);
  return { ...plan, slices };
}

async function planIssues(issues: AsyncIterable<{ document: Buffer }>): Promise<BuildPlan> {
  let tasks = 0;
  let bytes = 0;
  for await (const { document } of issues) {
    tasks++;
    bytes += document.length;
  }
  return { slices: tasks === 0 ? [] : [{ runs: [{ kind: 'issues' }], tasks, bytes }], tasks, bytes };
}

/**
 * Cuts the outline into slices of about `targetBytes`. Borders depend on the data and the target only. Tasks and small
 * videos share slices; a large video gets slices of its own, cut inside. Holds the plan, not the outline. Large videos are
 * looked at when the outline has ended: the source is asked one thing at a time, so plans cannot starve each other.
 */
export async function planSlices(
  outline: AsyncIterable<OutlineRow>,
  videoDocument: (seq: number) => Promise<VideoDocument>,
  targetBytes: number,
): Promise<BuildPlan> {
  const plan = new PlanInProgress();
  for await (const row of outline) {
    if (row.video && row.bytes > targetBytes) plan.largeVideo(row);
    else {
      plan.append(row);
      if (plan.openBytes >= targetBytes || plan.openRuns >= mostRuns) plan.close();
    }
  }
  plan.close();
  const slices: SliceInput[] = [];
  for (const piece of plan.pieces) {
    if ('runs' in piece) slices.push(piece);
    else slices.push(...planVideo(piece, await videoDocument(piece.seq), targetBytes));
  }
  return { slices, tasks: plan.tasks, bytes: plan.bytes };
}

class PlanInProgress {
  /** Slices, and large videos that are still to be cut. */
  readonly pieces: (SliceInput | OutlineRow)[] = [];
  tasks = 0;
  bytes = 0;
  openBytes = 0;
  private openTasks = 0;
  private runs: SliceRun[] = [];

  get openRuns(): number {
    return this.runs.length;
  }

  largeVideo(row: OutlineRow): void {
    this.close();
    this.pieces.push(row);
    this.tasks++;
    this.bytes += row.bytes;
  }

  append({ seq, bytes, video }: OutlineRow): void {
    const last = this.runs.at(-1);
    if (video) this.runs.push({ kind: 'video', seq });
    else if (last?.kind === 'tasks') last.to = seq;
    else this.runs.push({ kind: 'tasks', from: seq, to: seq });
    this.openTasks++;
    this.openBytes += bytes;
    this.tasks++;
    this.bytes += bytes;
  }

  close(): void {
    if (this.runs.length > 0) this.pieces.push({ runs: this.runs, tasks: this.openTasks, bytes: this.openBytes });
    this.runs = [];
    this.openTasks = 0;
    this.openBytes = 0;
  }
}
