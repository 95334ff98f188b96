import type { ConnectionKind } from '@hub/object-storage';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PublicSettings, Storage } from '../connections/storage.js';

@Entity({ name: 'storages' })
export class StorageEntity implements Storage {
  @PrimaryColumn('text') readonly id: string;
  @Column('text', { name: 'organization_id' }) readonly organizationId: string;
  @Column('text') readonly name: string;
  @Column('text') readonly kind: ConnectionKind;
  @Column('json') readonly settings: PublicSettings;
  @Column('text', { name: 'sealed_connection' }) readonly sealedConnection: string;
  @Column('timestamptz', { name: 'created_at' }) readonly createdAt: Date;
  @Column('text', { name: 'created_by' }) readonly createdBy: string;
  @Column('timestamptz', { name: 'updated_at' }) readonly updatedAt: Date;
  @Column('text', { name: 'updated_by' }) readonly updatedBy: string;
}
