import type { AnnotationSource } from '@hub/annotation-store';

/** What a preview reads: counts, and the text of a few tasks. Statements that take too long end with an error. */
export type PreviewSource = Pick<
  AnnotationSource,
  | 'takeSnapshot'
  | 'unchanged'
  | 'totals'
  | 'issueTotals'
  | 'outline'
  | 'tasks'
  | 'videoDocument'
  | 'keyFrames'
  | 'issues'
>;
export const PREVIEW_SOURCE = Symbol('PreviewSource');
