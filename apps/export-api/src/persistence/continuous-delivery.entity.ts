import type { ExportSelection } from '@hub/event-contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type {
  ChainBase,
  ChainStart,
  ContinuousDelivery,
  DeliverySettings,
  Standstill,
} from '../continuous/continuous-delivery.js';

@Entity({ schema: 'export_api', name: 'continuous_deliveries' })
export class ContinuousDeliveryEntity implements ContinuousDelivery {
  @PrimaryColumn({ name: 'project_id', type: 'text' }) projectId: string;
  @Column({ type: 'text' }) id: string;
  @Column({ name: 'organization_id', type: 'text' }) organizationId: string;
  @Column({ name: 'set_up_by_id', type: 'text' }) setUpById: string;
  @Column({ name: 'set_up_by_email', type: 'text' }) setUpByEmail: string;
  @Column({ type: 'boolean' }) enabled: boolean;
  @Column({ type: 'jsonb' }) settings: DeliverySettings;
  @Column({ name: 'start_from', type: 'text' }) startFrom: ChainStart;
  @Column({ type: 'jsonb' }) selection: ExportSelection;
  @Column({ type: 'jsonb', nullable: true }) base: ChainBase | null;
  @Column({ type: 'int' }) batches: number;
  @Column({ name: 'batch_export_id', type: 'text', nullable: true }) batchExportId: string | null;
  @Column({ name: 'under_way', type: 'boolean' }) underWay: boolean;
  @Column({ name: 'interval_from', type: 'timestamptz', nullable: true }) intervalFrom: Date | null;
  @Column({ type: 'int' }) tries: number;
  @Column({ type: 'boolean' }) resume: boolean;
  @Column({ type: 'jsonb', nullable: true }) standstill: Standstill | null;
  @Column({ name: 'standing_since', type: 'timestamptz', nullable: true }) standingSince: Date | null;
  @Column({ name: 'look_at', type: 'timestamptz', nullable: true }) lookAt: Date | null;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt: Date;
  @Column({ name: 'updated_at', type: 'timestamptz' }) updatedAt: Date;
}
