import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** The audit: one row for each link that was signed or ticket that was made. Never the link itself. */
@Entity({ name: 'issued_links' })
export class IssuedLinkEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) readonly id: string;
  /** `link` handed out · `ticket` made · `redirect` signed when a ticket was used. */
  @Column('text') readonly form: 'link' | 'ticket' | 'redirect';
  @Column('text', { name: 'export_id' }) readonly exportId: string;
  @Column('text') readonly kind: string;
  @Column('text', { name: 'user_id' }) readonly userId: string;
  @Column('text') readonly bucket: string;
  @Column('text') readonly key: string;
  @Column('timestamptz', { name: 'issued_at' }) readonly issuedAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) readonly expiresAt: Date;
}
