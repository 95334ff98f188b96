import { z } from 'zod';
import {
  archiveSchema,
  artifactKindSchema,
  deliveredArtifactSchema,
  destinationSchema,
  fidelitySchema,
  stepFailureSchema,
} from '../artifact.js';
import { defineEvent } from '../define-event.js';
import { converterOptionsSchema, converterSchema, exportFormatSchema, pluginRunSchema } from '../export-request.js';

const exportId = z.string();
const exportIdSample = '65f0000000000000000000e1';
/** What the steps after the build need to know of the request. */
const stepContext = {
  exportId,
  attempt: z.number().int().min(1),
  organizationId: z.string(),
  projectId: z.string(),
  projectName: z.string(),
  format: exportFormatSchema,
  converter: converterSchema.nullable(),
  /** Absent: the converter's defaults. */
  converterOptions: converterOptionsSchema.optional(),
  /** Set where an external plugin converts. */
  plugin: pluginRunSchema.optional(),
  /** Absent: the default bucket. */
  destination: destinationSchema.optional(),
  /** Absent in events of before: then file names tell it. */
  requestedAt: z.iso.datetime().optional(),
};
const contextSample = {
  exportId: exportIdSample,
  attempt: 1,
  organizationId: '65f0000000000000000000a1',
  projectId: '65f0000000000000000000b1',
  projectName: 'Street scenes',
  format: 'ndjson' as const,
  converter: null,
};
const archiveSample = {
  descriptor: { key: 'exports/65f0000000000000000000e1/build/descriptor.json', bytes: 2048 },
  fileName: 'Street_scenes-task-export-2026-11-24-10_00_00_GMT.zip',
  bytes: 1024,
  reconciliation: { selected: 3, exported: 2, quarantined: 0, empty: 1 },
  annotations: 17,
};

export const ExportCancellationRequested = defineEvent({
  topic: 'export-steps',
  type: 'export.cancellation-requested.v1',
  summary: 'The export is cancelled: the steps stop at their next slice.',
  publishedBy: ['export-api'],
  schema: z.object({ exportId }),
  sample: { exportId: exportIdSample },
});

export const BuildStarted = defineEvent({
  topic: 'export-steps',
  type: 'export.build-started.v1',
  summary:
    'The first slices of a build are on their way. Counts what is planned so far: all of it unless the export is large.',
  publishedBy: ['export-builder'],
  schema: z.object({ exportId, attempt: z.number().int().min(1), tasks: z.number().int(), slices: z.number().int() }),
  sample: { exportId: exportIdSample, attempt: 1, tasks: 3, slices: 1 },
});

export const ArchiveBuilt = defineEvent({
  topic: 'export-steps',
  type: 'archive.built.v1',
  summary: 'All segments of the original archive are in the staging bucket and its sums close.',
  publishedBy: ['export-builder'],
  schema: z.object({ ...stepContext, archive: archiveSchema }),
  sample: { ...contextSample, archive: archiveSample },
});

export const ArchiveConverted = defineEvent({
  topic: 'export-steps',
  type: 'archive.converted.v1',
  summary: 'The converted archive is in the staging bucket.',
  publishedBy: ['plugin-converter'],
  schema: z.object({
    ...stepContext,
    archive: archiveSchema,
    /** What the converter could not keep, and how often; absent where nobody can tell (an external plugin). */
    fidelity: fidelitySchema.optional(),
  }),
  sample: { ...contextSample, converter: 'coco' as const, archive: archiveSample },
});

export const ArtifactDelivered = defineEvent({
  topic: 'export-steps',
  type: 'artifact.delivered.v1',
  summary: 'One artifact is durable at its destination; `archive` still names its staged segments.',
  publishedBy: ['storage-router'],
  schema: z.object({ ...stepContext, archive: archiveSchema, artifact: deliveredArtifactSchema }),
  sample: {
    ...contextSample,
    archive: archiveSample,
    artifact: {
      kind: 'original' as const,
      fileName: archiveSample.fileName,
      bytes: 1024,
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      location: {
        storageId: null,
        bucket: 'exports',
        key: '65f0000000000000000000b1/exports/65f0000000000000000000e1/export.zip',
      },
    },
  },
});

export const ArtifactExpired = defineEvent({
  topic: 'export-steps',
  type: 'artifact.expired.v1',
  summary: 'The bytes of an artifact were removed after their retention time.',
  publishedBy: ['storage-router'],
  schema: z.object({ exportId, kind: artifactKindSchema }),
  sample: { exportId: exportIdSample, kind: 'original' as const },
});

export const ExportProgressed = defineEvent({
  topic: 'export-steps',
  type: 'export.progressed.v1',
  summary: 'How far a step is; at most one per interval.',
  publishedBy: ['export-builder', 'storage-router', 'plugin-converter'],
  schema: z.object({
    exportId,
    projectId: z.string(),
    organizationId: z.string(),
    step: z.enum(['build', 'deliver', 'convert']),
    done: z.object({ tasks: z.number().int(), bytes: z.number().int() }),
    total: z.object({ tasks: z.number().int(), bytes: z.number().int() }),
    /** Seconds since the step began, and an honest estimate of what is left (null while unknown). */
    elapsed: z.number(),
    remaining: z.number().nullable(),
    /** Of late, per second; null or absent while unknown. */
    rate: z.object({ tasks: z.number(), bytes: z.number() }).nullable().optional(),
  }),
  sample: {
    exportId: exportIdSample,
    projectId: contextSample.projectId,
    organizationId: contextSample.organizationId,
    step: 'build' as const,
    done: { tasks: 100, bytes: 1000 },
    total: { tasks: 200, bytes: 2000 },
    elapsed: 1.5,
    remaining: 1.5,
  },
});

export const StepFailed = defineEvent({
  topic: 'export-steps',
  type: 'export.step-failed.v1',
  summary: 'A step gave up; export-api decides what that means for the export.',
  publishedBy: ['export-builder', 'storage-router', 'plugin-converter'],
  schema: z.object({ exportId, attempt: z.number().int().min(1), failure: stepFailureSchema }),
  sample: {
    exportId: exportIdSample,
    attempt: 1,
    failure: {
      step: 'build' as const,
      code: 'unexpected',
      fault: 'hub' as const,
      retryable: true,
      message: 'The build stopped.',
    },
  },
});
