import { ArchiveBuilt, type ArtifactKind, type DataOf, type DeliveredArtifact } from '@hub/event-contracts';
import type { PaceMark } from '@hub/sliced-work';

/** What is to be delivered: the data of `archive.built` or `archive.converted`, and which of the two it is. */
export interface DeliveryRequest extends DataOf<typeof ArchiveBuilt> {
  readonly kind: ArtifactKind;
}

export type Location = DeliveredArtifact['location'];

export type DeliveryState = 'delivering' | 'delivered' | 'failed' | 'cancelled' | 'expired';

/** One artifact of an export on its way. */
export interface Delivery {
  readonly exportId: string;
  readonly kind: ArtifactKind;
  readonly state: DeliveryState;
  /** The export's attempt that last asked for it; events carry it. */
  readonly attempt: number;
  /** How often the delivery began from nothing: a new job and a new upload each. */
  readonly run: number;
  /** How often it did so by itself in this attempt. */
  readonly restarts: number;
  readonly request: DeliveryRequest;
  readonly fileName: string;
  readonly storageId: string | null;
  readonly bucket: string;
  readonly key: string;
  /** Size of the zip; 0 when its descriptor could not be read. */
  readonly bytes: number;
  readonly sha256: string | null;
  /** Of the latest run or try. */
  readonly startedAt: Date;
  readonly progressedAt: Date;
  /** Bytes delivered at some instants of late. */
  readonly marks: readonly PaceMark[];
  readonly endedAt: Date | null;
  /** When what an ended delivery left behind (uploads, a late object) was cleared away. */
  readonly clearedAt: Date | null;
}

/** The job's id; a restart is another job. */
export const jobIdOf = ({ exportId, kind, run }: Pick<Delivery, 'exportId' | 'kind' | 'run'>): string =>
  run === 1 ? `${exportId}:${kind}` : `${exportId}:${kind}:${run}`;

export const locationOf = ({ storageId, bucket, key }: Location): Location => ({ storageId, bucket, key });

/** The marks our objects carry at the destination, by which a lost answer is settled. */
export const marksOf = ({ exportId, kind }: Pick<Delivery, 'exportId' | 'kind'>): Record<string, string> => ({
  'hub-export': exportId,
  'hub-artifact': kind,
});
