import type { TaskFacts } from '@hub/annotation-store';

/** Name of the file beside the data; only archives that set something aside have it. */
export const quarantineFileName = 'quarantine.ndjson';

type Reasons = NonNullable<TaskFacts['unwritable']>;

/** A whole task that cannot be written, as a line (with its line feed) that says where to look and why. */
export function quarantineLine({ taskId, assetId, externalId, stage }: TaskFacts, reasons: Reasons): Buffer {
  return Buffer.from(`${JSON.stringify({ taskId, assetId, externalId, stage, reasons })}\n`);
}
