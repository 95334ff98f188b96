import { selectorOf, type AnnotationSource, type OutlineRow, type VideoDocument } from '@hub/annotation-store';
import type { ExportRequest } from './build-context.js';
import { withHeartbeat } from './heartbeat.js';
import { OpenSlices } from './open-slices.js';
import { planRemoved } from './removed-plan.js';
import type { SliceInput } from './slice-input.js';
import { planVideo } from './video-plan.js';

/** A piece of the plan: slices that follow one another. */
export interface PlanPiece {
  /** The first of them plans the next piece, if there is one. */
  readonly slices: readonly SliceInput[];
  /** Selected documents: what the reconciliation starts from. */
  readonly tasks: number;
  /** Estimate of the plain text. */
  readonly bytes: number;
  /** `seq` of the first task that is not planned yet; null when all are. */
  readonly next: number | null;
}

/** When a piece is large enough. It ends between two slices, so the borders of slices do not depend on it. */
export interface PieceLimits {
  /** Keeps several workers busy while the first of them plans on. */
  readonly slices: number;
  /** Bounds the time of planning where tasks are small. */
  readonly rows: number;
  /** Where they are tiny, the piece goes on to so many slices, or nobody would have work while it is planned. */
  readonly fewestSlices: number;
}

export interface PlanOptions {
  /** Plain text of a slice. */
  readonly targetBytes: number;
  readonly limits: PieceLimits;
}

/**
 * Pieces of a job that is `width` wide. Some 20,000 rows of an outline are read in the time in which a slice is deflated,
 * so its worker does not wait for the plan.
 */
export const pieceLimits = (width: number): PieceLimits => ({
  slices: Math.max(16, 2 * width),
  rows: 20_000,
  fewestSlices: Math.max(4, 2 * width),
});

export interface PlanCall {
  /** Where the piece begins; 0 for the first one. */
  readonly from: number;
  readonly signal?: AbortSignal;
  /** Called now and then. */
  readonly beat?: () => Promise<void>;
}

/** Plans a piece of a request: a delta's last one ends with what it takes away; a request for issues is one slice. */
export async function planPiece(
  source: AnnotationSource,
  request: ExportRequest,
  options: PlanOptions,
  { from, signal, beat = async () => undefined }: PlanCall,
): Promise<PlanPiece> {
  const { selection, since } = request;
  if (selection.type === 'issue') return planIssues(source, request);
  const selector = selectorOf(request);
  const outline = source.outline(selector, selection.include, { from, to: Number.MAX_SAFE_INTEGER });
  const videoDocument = (seq: number): Promise<VideoDocument> => {
    signal?.throwIfAborted();
    return source.videoDocument(selector, selection.include, seq);
  };
  const piece = await planSlices(withHeartbeat(outline, beat), videoDocument, options, signal);
  if (!since || piece.next !== null) return piece;
  const slices = [...piece.slices];
  for await (const slice of withHeartbeat(planRemoved(source, request, options.targetBytes), beat)) {
    signal?.throwIfAborted();
    slices.push(slice);
  }
  return { ...piece, slices };
}

async function planIssues(source: AnnotationSource, { projectId, snapshot }: ExportRequest): Promise<PlanPiece> {
  const { issues: tasks, bytes } = await source.issueTotals(projectId, snapshot);
  return { slices: tasks === 0 ? [] : [{ runs: [{ kind: 'issues' }], tasks, bytes }], tasks, bytes, next: null };
}

/**
 * Cuts an outline into slices of about `targetBytes`, until the piece is large enough. Borders depend on the data and the
 * target only. Tasks and small videos share slices; a large video gets slices of its own, cut inside. Holds the piece, not
 * the outline. Large videos are looked at when the outline has been left: the source is asked one thing at a time, so
 * plans cannot starve each other.
 */
export async function planSlices(
  outline: AsyncIterable<OutlineRow>,
  videoDocument: (seq: number) => Promise<VideoDocument>,
  { targetBytes, limits }: PlanOptions,
  signal?: AbortSignal,
): Promise<PlanPiece> {
  const open = new OpenSlices(targetBytes);
  let next: number | null = null;
  for await (const row of outline) {
    signal?.throwIfAborted();
    if (open.isLarge(limits)) {
      next = row.seq;
      break;
    }
    open.add(row);
  }
  open.close();
  const slices: SliceInput[] = [];
  for (const piece of open.pieces) {
    if ('runs' in piece) slices.push(piece);
    else slices.push(...planVideo(piece, await videoDocument(piece.seq), targetBytes));
  }
  const [first, ...rest] = slices;
  if (first && next !== null) slices.splice(0, slices.length, { ...first, planFrom: next }, ...rest);
  return { slices, tasks: open.tasks, bytes: open.bytes, next };
}
