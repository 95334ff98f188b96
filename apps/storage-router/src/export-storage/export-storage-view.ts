import type { Storage } from '../connections/storage.js';
import type { DestinationReport } from '../destination-check/destination-report.js';
import { exampleKey, type ExampleOf } from './example-key.js';
import { initialValues, valuesOf, type ExportStorage, type ExportStorageValues } from './export-storage.js';

export interface ExportStorageView extends ExportStorageValues {
  readonly storage: { readonly id: string; readonly name: string; readonly kind: string } | null;
  /** The key that a file of an export requested now would get. */
  readonly example: string;
  readonly lastCheck: DestinationReport | null;
  readonly updatedAt: string | null;
  readonly updatedBy: { readonly userId: string; readonly name: string } | null;
}

export function toView(setting: ExportStorage | null, storage: Storage | null, project: ExampleOf): ExportStorageView {
  const values = valuesOf(setting ?? initialValues);
  return {
    ...values,
    storage: storage && { id: storage.id, name: storage.name, kind: storage.kind },
    example: exampleKey(values.path, project, new Date()),
    // of a storage that was deleted since it says nothing any more
    lastCheck: (storage && setting?.lastCheck) ?? null,
    updatedAt: setting?.updatedAt.toISOString() ?? null,
    updatedBy: setting?.updatedBy ?? null,
  };
}
