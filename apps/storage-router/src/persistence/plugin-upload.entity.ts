import { Column, Entity, PrimaryColumn } from 'typeorm';

const bigint = {
  from: (text: string | null) => (text === null ? null : Number(text)),
  to: (value: number | null) => value,
};

/** A place somebody may upload one file to, and what came. Only the hash of its token is kept. */
@Entity({ name: 'plugin_uploads' })
export class PluginUploadEntity {
  /** SHA-256 of the token, hex. */
  @PrimaryColumn('text', { name: 'token_hash' }) readonly tokenHash: string;
  @Column('text', { name: 'organization_id' }) readonly organizationId: string;
  /** Null: an old client did not say it. */
  @Column('text', { name: 'project_id', nullable: true }) readonly projectId: string | null;
  /** `exports`, `assets`, … as the public contract names them. */
  @Column('text') readonly type: string;
  /** The run of a plugin that asked for it. */
  @Column('text', { name: 'session_id', nullable: true }) readonly sessionId: string | null;
  /** Safe for any disk. */
  @Column('text', { name: 'file_name' }) readonly fileName: string;
  /** Null until something is there, complete. */
  @Column('text', { nullable: true }) readonly key: string | null;
  @Column('bigint', { nullable: true, transformer: bigint }) readonly bytes: number | null;
  @Column('bigint', { nullable: true, transformer: bigint }) readonly crc32: number | null;
  @Column('bigint', { nullable: true, transformer: bigint }) readonly crc32c: number | null;
  @Column('text', { nullable: true }) readonly sha256: string | null;
  @Column('timestamptz', { name: 'created_at' }) readonly createdAt: Date;
}
