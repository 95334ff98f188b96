import {
  createEvent,
  ExportRequested,
  type ConverterName,
  type Include,
  type OutgoingEvent,
} from '@hub/event-contracts';
import type { AnnotationStore } from '@hub/annotation-store';
import { randomUUID } from 'node:crypto';
import type { DataSet } from './data-sets.js';

export const withMetadata: Include = { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false };

/** A request for everything in a data set, as export-api would publish it now. */
export async function exportRequest(
  store: AnnotationStore,
  { organizationId, projectId, projectName }: DataSet,
  converter: ConverterName | null = null,
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
      format: 'json' as const,
      finalLineFeed: false,
      stageIds: ['Complete'],
      include: withMetadata,
    },
    converter,
    snapshot: await store.source.takeSnapshot(),
  };
  return createEvent(ExportRequested, data, { source: 'export-api', subject: exportId });
}
