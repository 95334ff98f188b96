import type { RemovedTask } from '@hub/annotation-store';

/** Name of the file that says what a delta takes away; only deltas have it, and all of them, even when nothing is gone. */
export const removedFileName = 'removed.ndjson';

/** A task of the base that is no longer there, as a line with its line feed. */
export const removedLine = ({ taskId, assetId, externalId, reason }: RemovedTask): Buffer =>
  Buffer.from(`${JSON.stringify({ taskId, assetId, externalId, reason })}\n`);
