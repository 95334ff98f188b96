import type { ArtifactKind } from '@hub/event-contracts';
import type { PaceMark } from '@hub/sliced-work';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Delivery, DeliveryRequest, DeliveryState } from '../deliver/delivery.js';

const bigint = { to: (value: number): number => value, from: (value: string): number => Number(value) };

@Entity({ name: 'deliveries' })
export class DeliveryEntity implements Delivery {
  @PrimaryColumn('text', { name: 'export_id' }) readonly exportId: string;
  @PrimaryColumn('text') readonly kind: ArtifactKind;
  @Column('text') readonly state: DeliveryState;
  @Column('int') readonly attempt: number;
  @Column('int') readonly run: number;
  @Column('int') readonly restarts: number;
  @Column('json') readonly request: DeliveryRequest;
  @Column('text', { name: 'file_name' }) readonly fileName: string;
  @Column('text', { name: 'storage_id', nullable: true }) readonly storageId: string | null;
  @Column('text') readonly bucket: string;
  @Column('text') readonly key: string;
  @Column('bigint', { transformer: bigint }) readonly bytes: number;
  @Column('text', { nullable: true }) readonly sha256: string | null;
  @Column('timestamptz', { name: 'started_at' }) readonly startedAt: Date;
  @Column('timestamptz', { name: 'progressed_at' }) readonly progressedAt: Date;
  @Column('json') readonly marks: readonly PaceMark[];
  @Column('timestamptz', { name: 'ended_at', nullable: true }) readonly endedAt: Date | null;
  @Column('timestamptz', { name: 'cleared_at', nullable: true }) readonly clearedAt: Date | null;
}
