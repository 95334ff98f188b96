import { outboxDdl } from '@hub/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Notifier0001 implements MigrationInterface {
  /** TypeORM orders by the 13 digits at the end. */
  readonly name = 'Notifier1000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outboxDdl('notifier'));
    await runner.query(`
create table notifier.notifications (
  id bigint generated always as identity primary key,
  export_id text not null, user_id text not null, kind text not null,
  project_id text not null, project_name text not null, title text not null, message text not null,
  created_at timestamptz not null default now(), read_at timestamptz,
  -- one in-app notification per export, person and outcome, however often the event comes
  unique (export_id, user_id, kind));
create index on notifier.notifications (user_id, id desc);
create index on notifier.notifications (user_id) where read_at is null;

create table notifier.mails (
  id bigint generated always as identity primary key,
  export_id text not null, user_id text not null, kind text not null, recipient text not null,
  -- the event's data: what the mail says; links are made when it is sent
  content json not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts int not null default 0, next_at timestamptz not null default now(), sent_at timestamptz, reason text,
  created_at timestamptz not null default now(),
  unique (export_id, user_id, kind));
create index on notifier.mails (next_at) where state = 'waiting';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema notifier cascade');
  }
}
