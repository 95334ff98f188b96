import { randomUUID } from 'node:crypto';
import {
  createEvent,
  ExportRequested,
  type ConverterName,
  type DataOf,
  type Include,
  type OutgoingEvent,
} from '@hub/event-contracts';
import type { AnnotationStore } from '@hub/annotation-store';
import type { DataSet } from '../data/data-sets.js';

export const withMetadata: Include = { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false };

export interface RequestOptions {
  readonly converter?: ConverterName;
  readonly format?: DataOf<typeof ExportRequested>['selection']['format'];
}

/** A request for everything in a data set, as export-api would publish it now. */
export async function exportRequest(
  store: AnnotationStore,
  { organizationId, projectId, projectName }: DataSet,
  { converter, format = 'json' }: RequestOptions = {},
): Promise<OutgoingEvent> {
  const exportId = randomUUID();
  const data = {
    exportId,
    organizationId,
    projectId,
    projectName,
    requestedAt: new Date().toISOString(),
    requestedBy: { userId: 'bench', email: 'bench@example.org' },
    attempt: 1,
    selection: {
      type: 'task' as const,
      format,
      finalLineFeed: false,
      stageIds: ['Complete'],
      include: withMetadata,
    },
    converter: converter ?? null,
    snapshot: await store.source.takeSnapshot(),
  };
  return createEvent(ExportRequested, data, { source: 'export-api', subject: exportId });
}
