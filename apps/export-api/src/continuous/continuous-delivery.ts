import type { DeltaBase, ExportSelection } from '@hub/event-contracts';
import type { ExportRequest } from '../exports/export-request.js';

/** Where a chain of batches begins: only what changes from then on, or with all there is. */
export type ChainStart = 'now' | 'beginning';

/** What a project wants delivered by itself, as it was asked: stages by id or name. At least one trigger is set. */
export interface DeliverySettings extends Pick<
  ExportRequest,
  'stages' | 'format' | 'include' | 'converter' | 'quarantine' | 'sendEmail' | 'notify'
> {
  /** A batch at most this often, when anything waits. */
  readonly everySeconds: number | null;
  /** A batch as soon as so many tasks wait. */
  readonly tasks: number | null;
  /** Folder template in the project's own bucket, with `{batch}`; null: that of its Export Storage. */
  readonly path: string | null;
}

/** What the next batch starts from: an export (at the very beginning the delivery itself), its moment and its selection. */
export interface ChainBase extends DeltaBase {
  readonly selection: ExportSelection;
}

/** Why no batch comes, and what somebody can do about it. */
export interface Standstill {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * The continuous delivery of a project. Batch n is an ordinary delta export that starts from the snapshot of batch n - 1,
 * so each change is in exactly one batch, whatever happened in between.
 */
export interface ContinuousDelivery {
  readonly projectId: string;
  /** Of this chain of batches: another one after it was deleted and set up again. */
  readonly id: string;
  readonly organizationId: string;
  /** In whose name the batches are exported: who saved it last. */
  readonly setUpById: string;
  readonly setUpByEmail: string;
  readonly enabled: boolean;
  readonly settings: DeliverySettings;
  readonly startFrom: ChainStart;
  /** `settings` resolved to ids. */
  readonly selection: ExportSelection;
  /** Null: the next batch is everything. */
  readonly base: ChainBase | null;
  /** Delivered so far; the next one's number is one more. */
  readonly batches: number;
  /** The export of the latest batch; null before the first. */
  readonly batchExportId: string | null;
  /** The latest batch has neither become the base nor been given up. */
  readonly underWay: boolean;
  /** The interval runs from here; null: it is over. */
  readonly intervalFrom: Date | null;
  /** How often in a row the present batch was tried again by itself, or could not be counted. */
  readonly tries: number;
  /** Somebody wants a failed batch to be tried again. */
  readonly resume: boolean;
  readonly standstill: Standstill | null;
  readonly standingSince: Date | null;
  /** When somebody looks at it next; null: it is paused, and no batch is under way. */
  readonly lookAt: Date | null;
  /** Counts the changes, so that a decision is dropped when it was made on what is no longer so. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The mark of a batch on its export. */
export interface BatchMark {
  readonly deliveryId: string;
  readonly batch: number;
  /** The template that the batch was asked for with. */
  readonly path: string | null;
}
