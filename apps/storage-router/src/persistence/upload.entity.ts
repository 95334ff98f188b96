import type { ArtifactKind } from '@hub/event-contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An unfinished upload: begun, and neither completed nor aborted by us. */
@Entity({ name: 'uploads' })
export class UploadEntity {
  @PrimaryColumn('text', { name: 'job_id' }) readonly jobId: string;
  @Column('text', { name: 'export_id' }) readonly exportId: string;
  @Column('text') readonly kind: ArtifactKind;
  /** Owns the storage; null for jobs of before, which went to the default bucket. */
  @Column('text', { name: 'organization_id', nullable: true }) readonly organizationId: string | null;
  @Column('text', { name: 'storage_id', nullable: true }) readonly storageId: string | null;
  @Column('text') readonly bucket: string;
  @Column('text') readonly key: string;
  /** The store's id of it, sealed: it may be a bearer secret. */
  @Column('text', { name: 'sealed_id' }) readonly sealedId: string;
  @Column('timestamptz', { name: 'begun_at' }) readonly begunAt: Date;
}
