import type { ExportSelection } from '@hub/event-contracts';

/**
 * Whether two selections show a task alike, so that the difference between their moments is all that differs. The format
 * is only how it is written: a delta may have another one than its base.
 */
export function sameContent(one: ExportSelection, other: ExportSelection): boolean {
  return JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
}

function contentOf({ stageIds, include }: ExportSelection): unknown[] {
  const { metadata, history, onlyKeyFrames, idleBlur } = include;
  return [stageIds ? [...new Set(stageIds)].sort() : null, metadata, history, onlyKeyFrames, idleBlur];
}
