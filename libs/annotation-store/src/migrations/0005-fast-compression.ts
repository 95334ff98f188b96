import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns of the texts that exports are made of. */
const texts = {
  task_contents: ['tools', 'tools_with_metadata', 'rest', 'rest_with_metadata'],
  task_revisions: ['asset_head', 'task_head'],
  key_frames: ['shape', 'classifications', 'classifications_with_metadata', 'metadata'],
};

/**
 * Texts are compressed by lz4 where the server was built with it (official images and packages are, the embedded binaries
 * are not): to decompress them by pglz is half of the time that Postgres spends on an export. What is stored already
 * stays as it is, and readable. Source: Postgres, "ALTER TABLE", `SET COMPRESSION`.
 */
export class FastCompression0005 implements MigrationInterface {
  readonly name = 'FastCompression1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    const [known] = (await runner.query(
      `select coalesce('lz4' = any(enumvals), false) as lz4 from pg_settings where name = 'default_toast_compression'`,
    )) as { lz4: boolean }[];
    if (known?.lz4) await this.set(runner, 'lz4');
  }

  async down(runner: QueryRunner): Promise<void> {
    // servers before 14 know no choice
    const settings = (await runner.query(
      `select 1 from pg_settings where name = 'default_toast_compression'`,
    )) as unknown[];
    if (settings.length > 0) await this.set(runner, 'default');
  }

  private async set(runner: QueryRunner, compression: 'lz4' | 'default'): Promise<void> {
    for (const [table, columns] of Object.entries(texts)) {
      const changes = columns.map((column) => `alter column ${column} set compression ${compression}`);
      await runner.query(`alter table annotation_store.${table} ${changes.join(', ')}`);
    }
  }
}
