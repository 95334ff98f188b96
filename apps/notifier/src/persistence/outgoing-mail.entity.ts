import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ExportOutcome } from '../notify/export-outcome.js';

@Entity({ schema: 'notifier', name: 'mails' })
export class OutgoingMail {
  @PrimaryColumn({ type: 'bigint', generated: 'identity' }) id: string;
  @Column({ name: 'export_id', type: 'text' }) exportId: string;
  @Column({ name: 'user_id', type: 'text' }) userId: string;
  @Column({ type: 'text' }) kind: string;
  @Column({ type: 'text' }) recipient: string;
  @Column({ type: 'json' }) content: ExportOutcome;
  @Column({ type: 'text', default: 'waiting' }) state: 'waiting' | 'sent' | 'failed';
  @Column({ type: 'int', default: 0 }) attempts: number;
  @Column({ name: 'next_at', type: 'timestamptz', default: () => 'now()' }) nextAt: Date;
  @Column({ name: 'sent_at', type: 'timestamptz', nullable: true }) sentAt: Date | null;
  @Column({ type: 'text', nullable: true }) reason: string | null;
}
