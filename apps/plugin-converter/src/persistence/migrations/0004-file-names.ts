import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names of files in archives that are being made: no task overwrites the file of another one. */
export class FileNames0004 implements MigrationInterface {
  readonly name = 'FileNames1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table plugin_converter.file_names (
      export_id text not null, name_key text not null, owner text not null, name text not null,
      primary key (export_id, name_key))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table plugin_converter.file_names');
  }
}
