import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Storages of organizations: what they are called, what may be shown of them, and how they are reached, sealed. */
export class Storages0003 implements MigrationInterface {
  readonly name = 'Storages1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table storage_router.storages, storage_router.external_ids');
  }
}

const ddl = `
create table storage_router.storages (
  id text primary key,
  organization_id text not null,
  name text not null,
  kind text not null check (kind in ('aws-keys', 'aws-role', 's3-compatible', 'gcs-service-account', 'gcs-hmac')),
  -- for people to read; nothing is opened by it
  settings json not null,
  -- the whole connection, so that nobody redirects it by changing a row
  sealed_connection text not null check (sealed_connection like 'sealed:v1:%'),
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null
);
create index on storage_router.storages (organization_id, created_at desc, id);

-- what our role requests carry for an organization, so that nobody else's role can be borrowed through us
create table storage_router.external_ids (
  organization_id text primary key,
  external_id text not null unique
);

-- who is being delivered to, asked when a storage is deleted
create index on storage_router.deliveries (storage_id) where state = 'delivering' and storage_id is not null;`;
