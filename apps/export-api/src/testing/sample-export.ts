import {
  ArchiveBuilt,
  ArchiveConverted,
  ArtifactDelivered,
  ArtifactExpired,
  BuildStarted,
  createEvent,
  ExportProgressed,
  parseEvent,
  StepFailed,
  type StepFailure,
  type ArtifactKind,
  type EventDefinition,
  type EventOf,
} from '@hub/event-contracts';
import type { z } from 'zod';
import type { Export } from '../exports/export.js';

/** An export that was just asked for, for specs. */
export function sampleExport(change: Partial<Export> = {}): Export {
  const now = new Date('2026-11-24T10:00:00.000Z');
  const include = { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false };
  return {
    id: '65f0000000000000000000e1',
    organizationId: '65f0000000000000000000a1',
    projectId: '65f0000000000000000000b1',
    projectName: 'Street scenes',
    requestedById: '65f0000000000000000000c1',
    requestedByEmail: 'manager@demo.example',
    requestedAt: now,
    format: 'ndjson',
    request: {
      type: 'task',
      format: 'ndjson',
      include,
      converter: null,
      quarantine: { policy: 'set-aside' },
      reuse: true,
      sendEmail: false,
      notify: true,
      selectedTasks: null,
    },
    selection: { type: 'task', format: 'ndjson', finalLineFeed: false, stageIds: ['Complete'], include },
    converter: null,
    plugin: null,
    snapshot: { text: '731:731:', systemId: '1', timeline: 1, takenAt: now.toISOString() },
    quarantine: { policy: 'set-aside' },
    since: null,
    destination: null,
    contentHash: 'content',
    joinedTo: null,
    sendEmail: false,
    notify: true,
    idempotencyKey: null,
    requestHash: 'hash',
    state: 'requested',
    attempt: 1,
    milestones: [],
    progress: null,
    artifacts: [],
    reconciliation: null,
    fidelity: null,
    plainBytes: null,
    failure: null,
    updatedAt: now,
    endedAt: null,
    ...change,
  };
}

/** The news of the steps about one export, as builder, router and converter would send them. */
export class StepNews {
  constructor(
    private readonly about: Pick<
      Export,
      'id' | 'organizationId' | 'projectId' | 'projectName' | 'format' | 'converter'
    >,
    private readonly attempt = 1,
  ) {}

  readonly outgoing = {
    buildStarted: () =>
      this.make(BuildStarted, { exportId: this.about.id, attempt: this.attempt, tasks: 3, slices: 1 }),
    archiveBuilt: () => this.make(ArchiveBuilt, { ...this.context(), archive: this.archive('original') }),
    archiveConverted: () => this.make(ArchiveConverted, { ...this.context(), archive: this.archive('converted') }),
    delivered: (kind: ArtifactKind) =>
      this.make(ArtifactDelivered, {
        ...this.context(),
        archive: this.archive(kind),
        artifact: {
          kind,
          fileName: `${kind}.zip`,
          bytes: 1024,
          sha256: 'ab'.repeat(32),
          location: {
            storageId: null,
            bucket: 'exports',
            key: `${this.about.projectId}/exports/${this.about.id}/${kind}.zip`,
          },
        },
      }),
    expired: (kind: ArtifactKind) => this.make(ArtifactExpired, { exportId: this.about.id, kind }),
    failed: (step: StepFailure['step'] = 'build', fault: StepFailure['fault'] = 'hub', retryable = true) =>
      this.make(StepFailed, {
        exportId: this.about.id,
        attempt: this.attempt,
        failure: { step, code: 'disk-full', fault, retryable, message: 'The disk is full.' },
      }),
    progressed: (step: 'build' | 'deliver' | 'convert', done: number) =>
      this.make(ExportProgressed, {
        exportId: this.about.id,
        projectId: this.about.projectId,
        organizationId: this.about.organizationId,
        step,
        done: { tasks: done, bytes: done * 10 },
        total: { tasks: 100, bytes: 1000 },
        elapsed: 1,
        remaining: 100 - done,
        rate: { tasks: 1, bytes: 10 },
      }),
  };

  private archive(kind: ArtifactKind) {
    return {
      descriptor: { key: `exports/${this.about.id}/${kind}.json`, bytes: 10 },
      fileName: `${kind}.zip`,
      bytes: 1024,
      plainBytes: 4096,
      reconciliation: { selected: 3, exported: 2, quarantined: 0, empty: 1 },
      annotations: 17,
    };
  }
  private context() {
    const { id, organizationId, projectId, projectName, format, converter } = this.about;
    return { exportId: id, attempt: this.attempt, organizationId, projectId, projectName, format, converter };
  }
  private make<E extends EventDefinition>(definition: E, data: z.input<E['schema']>) {
    const event = createEvent(definition, data, { source: 'spec', subject: this.about.id });
    return { ...event, parsed: parseEvent(definition, event.envelope) as EventOf<E> };
  }
}
