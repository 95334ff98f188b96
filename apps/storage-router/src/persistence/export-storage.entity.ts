import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DestinationReport } from '../destination-check/destination-report.js';

@Entity({ name: 'export_storages' })
export class ExportStorageEntity {
  @PrimaryColumn('text', { name: 'project_id' }) readonly projectId: string;
  @Column('text', { name: 'organization_id' }) readonly organizationId: string;
  @Column('boolean') readonly enabled: boolean;
  @Column('text', { name: 'storage_id', nullable: true }) readonly storageId: string | null;
  @Column('text') readonly bucket: string;
  @Column('text') readonly path: string;
  @Column('json', { name: 'last_check', nullable: true }) readonly lastCheck: DestinationReport | null;
  @Column('timestamptz', { name: 'updated_at' }) readonly updatedAt: Date;
  @Column('json', { name: 'updated_by' }) readonly updatedBy: { readonly userId: string; readonly name: string };
}
