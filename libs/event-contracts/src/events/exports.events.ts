import { z } from 'zod';
import {
  deliveredArtifactSchema,
  destinationSchema,
  fidelitySchema,
  reconciliationSchema,
  stepFailureSchema,
} from '../artifact.js';
import { defineEvent } from '../define-event.js';
import {
  converterOptionsSchema,
  converterSchema,
  deltaBaseSchema,
  exportSelectionSchema,
  pluginRunSchema,
  quarantinePolicySchema,
  snapshotSchema,
} from '../export-request.js';

/** Who asked, where, and whom to tell: the same in every event of the public topic. */
const exportIdentity = {
  exportId: z.string(),
  projectId: z.string(),
  projectName: z.string(),
  organizationId: z.string(),
  requestedBy: z.object({ userId: z.string(), email: z.string() }),
  requestedAt: z.iso.datetime(),
};
const identitySample = {
  exportId: '65f0000000000000000000e1',
  projectId: '65f0000000000000000000b1',
  projectName: 'Street scenes',
  organizationId: '65f0000000000000000000a1',
  requestedBy: { userId: '65f0000000000000000000c1', email: 'manager@demo.example' },
  requestedAt: '2026-11-24T10:00:00.000Z',
};
const tell = { sendEmail: z.boolean(), notify: z.boolean() };

export const ExportRequested = defineEvent({
  topic: 'exports',
  type: 'export.requested.v1',
  summary: 'A person or program asked for an export, or for another try of a failed one.',
  publishedBy: ['export-api'],
  schema: z.object({
    ...exportIdentity,
    /** 1 for the first run; a retry continues from the checkpoints of the run before. */
    attempt: z.number().int().min(1),
    selection: exportSelectionSchema,
    converter: converterSchema.nullable(),
    /** Absent: the converter's defaults. */
    converterOptions: converterOptionsSchema.optional(),
    /** Set where an external plugin asked, and will convert. */
    plugin: pluginRunSchema.optional(),
    snapshot: snapshotSchema,
    /** Absent: what cannot be written is set aside. */
    quarantine: quarantinePolicySchema.optional(),
    /** Set for a delta; its selection is that of its base. */
    since: deltaBaseSchema.optional(),
    /** Where its files go; absent: the default bucket. Another attempt may name another one. */
    destination: destinationSchema.optional(),
  }),
  sample: {
    ...identitySample,
    attempt: 1,
    selection: {
      type: 'task',
      format: 'ndjson',
      finalLineFeed: false,
      stageIds: ['Complete'],
      include: { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false },
    },
    converter: null,
    snapshot: { text: '731:731:', systemId: '7388012345678901234', timeline: 1, takenAt: '2026-11-24T10:00:00.000Z' },
  },
});

export const ExportCompleted = defineEvent({
  topic: 'exports',
  type: 'export.completed.v1',
  summary: 'Every artifact is durable at its destination and was verified there.',
  publishedBy: ['export-api'],
  schema: z.object({
    ...exportIdentity,
    ...tell,
    artifacts: z.array(deliveredArtifactSchema).min(1),
    reconciliation: reconciliationSchema,
    /** Of the converted artifact, where somebody can tell. */
    fidelity: fidelitySchema.optional(),
    plugin: pluginRunSchema.optional(),
    completedAt: z.iso.datetime(),
  }),
  sample: {
    ...identitySample,
    sendEmail: false,
    notify: true,
    artifacts: [
      {
        kind: 'original',
        fileName: 'Street_scenes-task-export-2026-11-24-10_00_00_GMT.zip',
        bytes: 1024,
        sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        location: {
          storageId: null,
          bucket: 'exports',
          key: '65f0000000000000000000b1/exports/65f0000000000000000000e1/export.zip',
        },
      },
    ],
    reconciliation: { selected: 3, exported: 2, quarantined: 0, empty: 1 },
    completedAt: '2026-11-24T10:00:01.000Z',
  },
});

export const ExportFailed = defineEvent({
  topic: 'exports',
  type: 'export.failed.v1',
  summary: 'The export ended without a file; what was built is kept for a retry.',
  publishedBy: ['export-api'],
  schema: z.object({
    ...exportIdentity,
    ...tell,
    failure: stepFailureSchema,
    /** Those that are at their destination all the same: the original, where only the conversion failed. */
    artifacts: z.array(deliveredArtifactSchema).optional(),
    plugin: pluginRunSchema.optional(),
    failedAt: z.iso.datetime(),
  }),
  sample: {
    ...identitySample,
    sendEmail: false,
    notify: true,
    failure: {
      step: 'deliver',
      code: 'access-denied',
      fault: 'destination',
      retryable: false,
      message: 'The bucket refused the upload.',
    },
    failedAt: '2026-11-24T10:00:01.000Z',
  },
});

export const ExportCancelled = defineEvent({
  topic: 'exports',
  type: 'export.cancelled.v1',
  summary: 'A person stopped the export.',
  publishedBy: ['export-api'],
  schema: z.object({ ...exportIdentity, cancelledBy: z.string(), cancelledAt: z.iso.datetime() }),
  sample: { ...identitySample, cancelledBy: 'manager@demo.example', cancelledAt: '2026-11-24T10:00:01.000Z' },
});

export const ExportExpired = defineEvent({
  topic: 'exports',
  type: 'export.expired.v1',
  summary: 'The retention time is over: the bytes are gone, the record stays.',
  publishedBy: ['export-api'],
  schema: z.object({ ...exportIdentity, expiredAt: z.iso.datetime() }),
  sample: { ...identitySample, expiredAt: '2026-12-24T10:00:01.000Z' },
});

export const ExportRemoved = defineEvent({
  topic: 'exports',
  type: 'export.removed.v1',
  summary: 'Its time in the history is over: the record is gone, and what names it goes too. Files of customers stay.',
  publishedBy: ['export-api'],
  schema: z.object(exportIdentity),
  sample: identitySample,
});
