import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'notifier', name: 'notifications' })
export class Notification {
  /** Grows with time; clients ask for what came after the last id they saw. */
  @PrimaryColumn({ type: 'bigint', generated: 'identity' }) id: string;
  @Column({ name: 'export_id', type: 'text' }) exportId: string;
  @Column({ name: 'user_id', type: 'text' }) userId: string;
  @Column({ type: 'text' }) kind: NotificationKind;
  @Column({ name: 'project_id', type: 'text' }) projectId: string;
  @Column({ name: 'project_name', type: 'text' }) projectName: string;
  @Column({ type: 'text' }) title: string;
  @Column({ type: 'text' }) message: string;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' }) createdAt: Date;
  @Column({ name: 'read_at', type: 'timestamptz', nullable: true }) readAt: Date | null;
}
export type NotificationKind = 'export.completed' | 'export.failed';
