import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ExportEnd = 'completed' | 'failed' | 'cancelled';

/** An export whose staged bytes are kept for a while and then removed; the row goes with them, except for cancelled ones. */
@Entity({ name: 'ended_exports' })
export class EndedExportEntity {
  @PrimaryColumn('text', { name: 'export_id' }) readonly exportId: string;
  @Column('text') readonly outcome: ExportEnd;
  @Column('timestamptz', { name: 'ended_at' }) readonly endedAt: Date;
  @Column('timestamptz', { name: 'cleared_at', nullable: true }) readonly clearedAt: Date | null;
}
