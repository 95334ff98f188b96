import type { ExportedHead } from '../document/exported-document.js';

/**
 * `empty`: somebody worked on it and found nothing. `unlabelled`: nobody did, so its emptiness says nothing; a label file
 * without lines would teach a model that the image is background.
 */
export type AssetStatus = 'annotated' | 'empty' | 'unlabelled';

/** Somebody worked on it: time was counted, or it came to its last stage. Stage ids made with the project are literal (spec 1). */
export function assetStatus({ task }: ExportedHead, annotated: boolean): AssetStatus {
  if (annotated) return 'annotated';
  const { totalDuration, stage, stageId } = task;
  const begun = typeof totalDuration === 'number' && totalDuration > 0;
  return begun || stageId === 'Complete' || stage === 'Complete' ? 'empty' : 'unlabelled';
}
