import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who got which link, revocation of one ticket, and what the sweeps need to go on past what they cannot remove. */
export class LinksAndRetention0006 implements MigrationInterface {
  readonly name = 'LinksAndRetention1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop index storage_router.issued_links_old, storage_router.deliveries_expiring;
alter table storage_router.issued_links
  drop column channel, drop column storage_id, drop column client_address, drop column ticket_id;
alter table storage_router.tickets
  drop column id, drop column organization_id, drop column channel, drop column revoked_by;
alter table storage_router.deliveries drop column promised_at, drop column sweep_after;
alter table storage_router.ended_exports drop column sweep_after;`);
  }
}

// tickets of before were made for mails only, links of before were asked for in the app
const ddl = `
alter table storage_router.issued_links
  add column channel text not null default 'app',
  add column storage_id text,
  add column client_address text,
  add column ticket_id bigint;         -- of a ticket and of the redirects it gave
create index issued_links_old on storage_router.issued_links (expires_at);

alter table storage_router.tickets
  add column id bigint generated always as identity unique,
  add column organization_id text,
  add column channel text not null default 'mail',
  add column revoked_by text;

alter table storage_router.deliveries
  add column promised_at timestamptz,  -- when the file last became the file of an export: retention counts from then
  add column sweep_after timestamptz;  -- a sweep that failed does not come back before
create index deliveries_expiring on storage_router.deliveries (ended_at) where state = 'delivered' and storage_id is null;

alter table storage_router.ended_exports add column sweep_after timestamptz;`;
