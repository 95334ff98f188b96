import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OutgoingEvent } from '@hub/event-contracts';
import type { BenchDatabase } from './bench-database.js';

/** Removes what a run has staged, so that the disk does not fill. */
export const forgetStaged = ({ buckets }: BenchDatabase, request: OutgoingEvent): void =>
  rmSync(join(buckets, 'staging/exports', request.envelope.subject), { recursive: true, force: true });
