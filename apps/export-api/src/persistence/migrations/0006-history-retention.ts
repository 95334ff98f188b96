import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the sweep of the history asks for. */
export class Exports0006 implements MigrationInterface {
  readonly name = 'Exports1000000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index export_api.exports_forgettable, export_api.exports_since');
  }
}

// one whose file lies in the default bucket stays for as long as that
const ddl = `
create index exports_forgettable on export_api.exports (ended_at) where ended_at is not null
  and not jsonb_path_exists(artifacts, '$[*] ? (@.expiredAt == null && @.location.storageId == null)');
create index exports_since on export_api.exports ((since->>'exportId')) where since is not null;`;
