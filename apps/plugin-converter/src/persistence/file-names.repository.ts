import type { Tx } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { nameKey, type FileNames, type NameWish } from '../convert/file-names.js';

const rowsSchema = z.array(z.object({ name_key: z.string(), owner: z.string(), name: z.string() }));

interface Open {
  readonly index: number;
  readonly wish: NameWish;
}

/** Names in the service's database: rows of a conversion go when it ends. */
@Injectable()
export class FileNamesRepository implements FileNames {
  constructor(private readonly database: DataSource) {}

  async claim(exportId: string, wishes: readonly NameWish[]): Promise<string[]> {
    const names = new Array<string>(wishes.length);
    let open: Open[] = wishes.map((wish, index) => ({ index, wish }));
    for (let attempt = 0; open.length > 0; attempt++) {
      const candidates = open.map(({ wish }) => wish.candidate(attempt));
      const owners = await this.offer(exportId, open, candidates);
      open = open.filter(({ index, wish }, at) => {
        const taken = owners.get(nameKey(candidates[at] as string));
        if (taken?.owner !== wish.owner) return true;
        names[index] = taken.name;
        return false;
      });
    }
    return names;
  }

  async forget(tx: Tx, exportId: string): Promise<void> {
    await tx.manager.query('delete from plugin_converter.file_names where export_id = $1', [exportId]);
  }

  /** Whose the names are, by key: of two that come at once the first one has it. */
  private async offer(
    exportId: string,
    open: readonly Open[],
    candidates: readonly string[],
  ): Promise<Map<string, { owner: string; name: string }>> {
    const keys = candidates.map(nameKey);
    await this.database.query(
      `insert into plugin_converter.file_names (export_id, name_key, owner, name)
       select $1, wish.name_key, wish.owner, wish.name
       from unnest($2::text[], $3::text[], $4::text[]) with ordinality as wish (name_key, owner, name, at)
       order by wish.at on conflict do nothing`,
      [exportId, keys, open.map(({ wish }) => wish.owner), candidates],
    );
    const rows: unknown = await this.database.query(
      `select name_key, owner, name from plugin_converter.file_names where export_id = $1 and name_key = any ($2)`,
      [exportId, keys],
    );
    return new Map(rowsSchema.parse(rows).map((row) => [row.name_key, row]));
  }
}
