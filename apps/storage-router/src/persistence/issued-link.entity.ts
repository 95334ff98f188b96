import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { LinkChannel, LinkForm } from '../links/link-request.js';

/** The audit: one row for each link that was signed or ticket that was made. Never the link itself. */
@Entity({ name: 'issued_links' })
export class IssuedLinkEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) readonly id: string;
  @Column('text') readonly form: LinkForm;
  @Column('text') readonly channel: LinkChannel;
  @Column('text', { name: 'export_id' }) readonly exportId: string;
  @Column('text') readonly kind: string;
  @Column('text', { name: 'user_id' }) readonly userId: string;
  @Column('text', { name: 'storage_id', nullable: true }) readonly storageId: string | null;
  @Column('text') readonly bucket: string;
  @Column('text') readonly key: string;
  @Column('text', { name: 'client_address', nullable: true }) readonly clientAddress: string | null;
  /** Of a ticket, and of the redirects it gave. */
  @Column('bigint', { name: 'ticket_id', nullable: true }) readonly ticketId: string | null;
  @Column('timestamptz', { name: 'issued_at' }) readonly issuedAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) readonly expiresAt: Date;
}
