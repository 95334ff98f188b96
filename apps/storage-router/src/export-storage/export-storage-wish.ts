import { badRequest } from '@hub/failures';
import { checkBucketName, checkPathTemplate } from '@hub/object-storage';
import type { Storage } from '../connections/storage.js';
import { initialValues, valuesOf, type ExportStorageValues } from './export-storage.js';

/** What somebody asks for: absent fields stay as they are. */
export type ExportStorageWish = Partial<ExportStorageValues>;

/** A wish over what is kept, path and blanks tidied. Throws Failure `bad-request` for the path. */
export function wished(wish: ExportStorageWish, kept: ExportStorageValues | null): ExportStorageValues {
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
  const values: ExportStorageValues = { ...valuesOf(kept ?? initialValues), ...given };
  return {
    ...values,
    storageId: values.storageId === '' ? null : values.storageId,
    bucket: values.bucket.trim(),
    path: checkPathTemplate(values.path),
  };
}

/** Whether exports could go there, as far as that can be said without asking the store. Throws Failure `bad-request`. */
export function assertComplete(values: ExportStorageValues, storage: Storage | null): asserts storage is Storage {
  if (values.storageId === null)
    throw badRequest('Choose a storage.', { field: 'storageId', expected: 'the id of a storage of your organization' });
  if (values.bucket === '') throw badRequest('Name the bucket.', { field: 'bucket', expected: 'the name of a bucket' });
  assertFits(values, storage);
}

/** What is given fits together, complete or not. Throws Failure `bad-request`. */
export function assertFits({ storageId, bucket }: ExportStorageValues, storage: Storage | null): void {
  if (storageId !== null && !storage)
    throw badRequest(`There is no storage '${storageId.slice(0, 100)}' in your organization.`, {
      field: 'storageId',
      value: storageId,
      expected: 'the id of a storage of your organization',
    });
  if (bucket === '') return;
  const { kind, pathStyle } = storage?.settings ?? { kind: 's3-compatible' as const, pathStyle: true };
  checkBucketName(bucket, { kind, pathStyle });
}
