import type {
  ConverterName,
  DeltaBase,
  Destination,
  ExportFormat,
  ExportSelection,
  Fidelity,
  PluginRun,
  QuarantinePolicy,
  Reconciliation,
  Snapshot,
  StepFailure,
} from '@hub/event-contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Export, ExportArtifact, Milestone, Progress, RequestEcho } from '../exports/export.js';
import type { ExportState } from '../exports/export-states.js';

/** The driver gives a bigint as text. */
const asNumber = {
  to: (value: number | null): number | null => value,
  from: (value: string | null): number | null => (value === null ? null : Number(value)),
};

@Entity({ schema: 'export_api', name: 'exports' })
export class ExportEntity implements Export {
  @PrimaryColumn({ type: 'text' }) id: string;
  @Column({ name: 'organization_id', type: 'text' }) organizationId: string;
  @Column({ name: 'project_id', type: 'text' }) projectId: string;
  @Column({ name: 'project_name', type: 'text' }) projectName: string;
  @Column({ name: 'requested_by_id', type: 'text' }) requestedById: string;
  @Column({ name: 'requested_by_email', type: 'text' }) requestedByEmail: string;
  @Column({ name: 'requested_at', type: 'timestamptz' }) requestedAt: Date;
  @Column({ type: 'text' }) format: ExportFormat;
  @Column({ type: 'jsonb' }) request: RequestEcho;
  @Column({ type: 'jsonb' }) selection: ExportSelection;
  @Column({ type: 'text', nullable: true }) converter: ConverterName | null;
  @Column({ type: 'jsonb', nullable: true }) plugin: PluginRun | null;
  @Column({ type: 'jsonb' }) snapshot: Snapshot;
  @Column({ type: 'jsonb' }) quarantine: QuarantinePolicy;
  @Column({ type: 'jsonb', nullable: true }) since: DeltaBase | null;
  @Column({ type: 'jsonb', nullable: true }) destination: Destination | null;
  @Column({ name: 'content_hash', type: 'text', nullable: true }) contentHash: string | null;
  @Column({ name: 'joined_to', type: 'text', nullable: true }) joinedTo: string | null;
  @Column({ name: 'send_email', type: 'boolean' }) sendEmail: boolean;
  @Column({ type: 'boolean' }) notify: boolean;
  @Column({ name: 'idempotency_key', type: 'text', nullable: true }) idempotencyKey: string | null;
  @Column({ name: 'request_hash', type: 'text' }) requestHash: string;
  @Column({ type: 'text' }) state: ExportState;
  @Column({ type: 'int' }) attempt: number;
  @Column({ type: 'text', array: true }) milestones: Milestone[];
  @Column({ type: 'jsonb', nullable: true }) progress: Progress | null;
  @Column({ type: 'jsonb' }) artifacts: ExportArtifact[];
  @Column({ type: 'jsonb', nullable: true }) reconciliation: Reconciliation | null;
  @Column({ type: 'jsonb', nullable: true }) fidelity: Fidelity | null;
  @Column({ name: 'plain_bytes', type: 'bigint', nullable: true, transformer: asNumber }) plainBytes: number | null;
  @Column({ type: 'jsonb', nullable: true }) failure: StepFailure | null;
  @Column({ name: 'updated_at', type: 'timestamptz' }) updatedAt: Date;
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true }) endedAt: Date | null;
}
