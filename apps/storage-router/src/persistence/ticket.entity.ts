import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LinkChannel } from '../links/link-request.js';

/** A link that leads to our redirect and can be revoked. Only the hash of its token is kept. */
@Entity({ name: 'tickets' })
export class TicketEntity {
  /** SHA-256 of the token, hex. */
  @PrimaryColumn('text', { name: 'token_hash' }) readonly tokenHash: string;
  /** The name it has towards people: no way leads from it to the token. */
  @Column({ type: 'bigint', insert: false, update: false }) readonly id: string;
  @Column('text') readonly channel: LinkChannel;
  @Column('text', { name: 'export_id' }) readonly exportId: string;
  @Column('text') readonly kind: string;
  @Column('text', { name: 'user_id' }) readonly userId: string;
  @Column('text', { name: 'organization_id', nullable: true }) readonly organizationId: string | null;
  @Column('text', { name: 'storage_id', nullable: true }) readonly storageId: string | null;
  @Column('text') readonly bucket: string;
  @Column('text') readonly key: string;
  @Column('text', { name: 'file_name' }) readonly fileName: string;
  @Column('timestamptz', { name: 'issued_at' }) readonly issuedAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) readonly expiresAt: Date;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) readonly revokedAt: Date | null;
  @Column('text', { name: 'revoked_by', nullable: true }) readonly revokedBy: string | null;
}
