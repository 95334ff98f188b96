import type { AnnotationSource } from '@hub/annotation-store';
import type { ExportRequest } from './build-context.js';
import { pieceLimits, planPiece, type PlanCall, type PlanPiece } from './build-plan.js';

/** Plans builds piece by piece: the first piece where the request comes in, the others beside the slices. */
export class PlanBuild {
  constructor(
    private readonly source: AnnotationSource,
    /** Plain text of a slice. */
    private readonly sliceBytes: number,
  ) {}

  /** `width` of the job. Throws Failure `snapshot-unreadable`. */
  async execute(request: ExportRequest, width: number, call: PlanCall): Promise<PlanPiece> {
    const source = call.signal ? this.source.until(call.signal) : this.source;
    await source.assertReadable(request.snapshot);
    if (request.since) await source.assertReadable(request.since.snapshot);
    return planPiece(source, request, { targetBytes: this.sliceBytes, limits: pieceLimits(width) }, call);
  }
}
