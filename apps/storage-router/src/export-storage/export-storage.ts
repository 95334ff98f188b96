import type { DestinationReport } from '../destination-check/destination-report.js';

/** Where the files of a project go. Switched off, the values stay for the next time. */
export interface ExportStorageValues {
  readonly enabled: boolean;
  readonly storageId: string | null;
  readonly bucket: string;
  /** Folder template; empty is the root of the bucket. */
  readonly path: string;
}

/** The setting of one project, with what was last found out about it. */
export interface ExportStorage extends ExportStorageValues {
  readonly projectId: string;
  readonly organizationId: string;
  /** Of these very values. */
  readonly lastCheck: DestinationReport | null;
  readonly updatedAt: Date;
  readonly updatedBy: { readonly userId: string; readonly name: string };
}

/** What a project starts with: the installation's own bucket. */
export const initialValues: ExportStorageValues = { enabled: false, storageId: null, bucket: '', path: 'exports' };

export const valuesOf = ({ enabled, storageId, bucket, path }: ExportStorageValues): ExportStorageValues => ({
  enabled,
  storageId,
  bucket,
  path,
});

/** Whether a check of one says anything about the other. */
export const samePlace = (one: ExportStorageValues, other: ExportStorageValues): boolean =>
  one.storageId === other.storageId && one.bucket === other.bucket && one.path === other.path;
