import type { Caller } from '@hub/annotation-store';
import type { DeltaRequest, ExportRequest } from './export-request.js';
import type { Spelling } from './resolve-selection.js';

/** Somebody asks for an export. */
export interface Asking {
  readonly caller: Caller;
  readonly projectId: string;
  readonly request: ExportRequest | DeltaRequest;
  /** How the door spells its parameters. */
  readonly spelling: Spelling & { readonly project: string };
  /** The same key of the same person and project gives the same export. */
  readonly idempotencyKey?: string;
}
