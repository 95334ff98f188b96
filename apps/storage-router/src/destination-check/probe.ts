import { randomBytes } from 'node:crypto';
import { keyUnder, type Bucket } from '@hub/object-storage';
import type { FetchLink } from './fetch-link.js';

/** What is written to find out. All keys are new in every check, and gone afterwards if the bucket lets us. */
export interface ProbeKeys {
  readonly object: string;
  readonly parts: string;
  /** Nothing is ever written there. */
  readonly absent: string;
}

export interface Probe {
  readonly bucket: Bucket;
  readonly keys: ProbeKeys;
  readonly body: Buffer;
  /** The browser shall save it under this name. */
  readonly fileName: string;
  readonly origin: string;
  readonly fetchLink: FetchLink;
  /** Ends the step. */
  readonly signal: AbortSignal;
}

/** Keys under a folder of the bucket (rendered; empty is the root). */
export function probeKeys(folder: string): ProbeKeys {
  const name = keyUnder(folder, `hub-export-check-${randomBytes(12).toString('hex')}`);
  return { object: `${name}.txt`, parts: `${name}.parts`, absent: `${name}.absent` };
}

export const probeBody = (): Buffer =>
  Buffer.from(
    `The Hub wrote this to check that it can deliver exports here. It may be deleted. ${randomBytes(16).toString('hex')}\n`,
  );

/** Beyond ASCII: a name that gets lost on the way is seen. */
export const probeFileName = 'Prüfung ✓.txt';
