import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The annotation store. Everything an export shows is append-only and carries the id of the transaction that wrote it
 * (`xid8`), so a snapshot is a value: "as of the export" is the newest revision visible in it.
 */
export class Store0001 implements MigrationInterface {
  readonly name = 'Store0001';
  readonly timestamp = 1;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema annotation_store cascade');
  }
}

const ddl = `
create schema if not exists annotation_store;
set local search_path to annotation_store, public;

create table organizations (id text primary key, name text not null, created_at timestamptz not null default now());
create table users (
  id text primary key, email text not null, name text not null, password_hash text, created_at timestamptz not null default now());
create unique index on users (lower(email));
create table organization_members (
  organization_id text not null references organizations, user_id text not null references users,
  role text not null check (role in ('owner', 'admin', 'member')), primary key (organization_id, user_id));
create table api_keys (
  id text primary key, user_id text not null references users, organization_id text not null references organizations,
  key_hash text not null unique, label text not null, created_at timestamptz not null default now(), revoked_at timestamptz);
create table sessions (
  token_hash text primary key, user_id text not null references users,
  created_at timestamptz not null default now(), expires_at timestamptz not null);

create table projects (
  id text primary key, organization_id text not null references organizations, name text not null,
  description text not null default '', type text not null default 'ango',
  stages jsonb not null, settings jsonb not null default '{}',
  created_at timestamptz not null default now(), created_by text not null, deleted_at timestamptz);
create index on projects (organization_id, created_at);
create table project_members (
  project_id text not null references projects, user_id text not null references users,
  role text not null check (role in ('Manager', 'Lead', 'Reviewer', 'Labeler')), primary key (project_id, user_id));
create table project_ontologies (
  project_id text not null references projects, rev int not null, xid xid8 not null default pg_current_xact_id(),
  category_schema json not null, primary key (project_id, rev));
create table batches (
  id text primary key, project_id text not null references projects, name text not null,
  created_at timestamptz not null default now(), unique (project_id, name));

-- seq is the stable order of an export: asset creation
create table assets (
  id text primary key, seq bigint generated always as identity unique, project_id text not null references projects,
  external_id text not null, data text not null, kind text not null, metadata json not null default '{}',
  context_data json, dataset json, extra json, created_at timestamptz not null default now(), created_by text not null,
  deleted_at timestamptz);
create index on assets (project_id, seq);
create index on assets (project_id, external_id);
create table asset_batches (
  asset_id text not null references assets, batch_id text not null references batches, primary key (asset_id, batch_id));

-- the present state of a task, for lists and filters; what an export shows are its revisions
create table tasks (
  id text primary key, asset_id text not null unique references assets, project_id text not null references projects,
  seq bigint not null, rev int not null, stage_id text not null, type text not null default 'default',
  status text not null default 'READY', review_status text, assignee text, priority int not null default 0,
  is_benchmark boolean not null default false, duration bigint not null default 0, total_duration bigint not null default 0,
  blur_duration bigint not null default 0, idle_duration bigint not null default 0,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(), updated_by text not null,
  deleted_at timestamptz);
create unique index on tasks (project_id, seq);
create index on tasks (project_id, stage_id);

-- what a task says: immutable text fragments, shared by the revisions and history entries that did not change it
create table task_contents (
  id bigint generated always as identity primary key,
  tools text not null,                 -- members of the "tools" array, without brackets, without video tracks
  tools_with_metadata text,            -- null: the same
  rest text not null,                  -- "classifications":[…],"relations":[…],"brushDataUrl":…,"medicalBrushDataUrl":…
  rest_with_metadata text,             -- null: the same
  annotations int not null,            -- tools, classifications and relations; a video track counts its key frames
  class_counts json not null,          -- {"<title>": n}
  pages int not null default 1,        -- span of pages or frames
  bytes bigint not null,               -- size of the fragments, for planning
  tracks int not null default 0,       -- number of video tracks
  frames bigint not null default 0,    -- entries the tracks give with every interpolated frame
  unwritable json);                    -- null, or [{"objectId","path","reason"}]: decided when stored
create table video_tracks (
  id bigint generated always as identity primary key,
  geometry text not null,              -- key of the geometry: "bounding-box" …
  object text not null,                -- "objectId":…,"schemaId":…,"title":… and unknown keys, without braces
  title text not null,
  key_frames int not null, first_frame int not null, last_frame int not null, frames bigint not null,
  bytes bigint not null);
create table content_tracks (
  content_id bigint not null references task_contents, ord int not null, track_id bigint not null references video_tracks,
  primary key (content_id, ord));
create table key_frames (
  track_id bigint not null references video_tracks, frame int not null,
  shape text not null,                 -- value of the geometry key, JSON
  classifications text not null default '',  -- members, without brackets
  classifications_with_metadata text,
  metadata text,                       -- value of "metadata", JSON
  stopped boolean not null default false,
  primary key (track_id, frame));

create table task_revisions (
  task_id text not null references tasks, rev int not null, xid xid8 not null default pg_current_xact_id(),
  deleted boolean not null default false,
  stage_id text not null, stage text not null, type text not null, batch_ids text[] not null, batches text[] not null,
  created_at timestamptz not null, updated_at timestamptz not null, updated_by text not null,
  asset_head text not null,            -- {"asset":…,…,"batches":[…],"task":
  task_head text not null,             -- {"taskId":…,"stage":…,…,"totalDuration":…,
  durations text not null default '',  -- "duration":…,"blurDuration":…, … each with its comma
  content_id bigint not null references task_contents,
  primary key (task_id, rev));
create table stage_history (
  id text primary key, task_id text not null references tasks, n int not null, xid xid8 not null default pg_current_xact_id(),
  removed_xid xid8,                    -- a requeue with removeStageHistory
  head text not null,                  -- {"_id":…,"stage":…,… each with its comma: the content follows
  stage_id text not null, completed_at timestamptz not null, completed_by text,
  content_id bigint not null references task_contents, unique (task_id, n));

create table issues (
  id text primary key, project_id text not null references projects, task_id text not null references tasks,
  seq bigint generated always as identity, rev int not null, document json not null, created_at timestamptz not null default now(),
  deleted_at timestamptz);
create index on issues (project_id, seq);
create table issue_revisions (
  issue_id text not null references issues, rev int not null, xid xid8 not null default pg_current_xact_id(),
  deleted boolean not null default false, document json not null, primary key (issue_id, rev));

-- the cluster the xids belong to: a logical restore elsewhere makes them meaningless
create table store_identity (
  only boolean primary key default true check (only), system_id text not null, timeline int not null, since timestamptz not null default now());
`;
