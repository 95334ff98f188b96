import { finished } from 'node:stream/promises';
import { copyRow } from '@hub/annotation-store';
import type { ClientBase } from 'pg';
import { from, type CopyStreamQuery } from 'pg-copy-streams';
import { z } from 'zod';
import type { HubDatabase } from '../../persistence/hub-database.js';
import type { StagedAsset, StagedRecord } from '../import-format.js';
import { JsonText, parseLooseJson } from '../text/loose-json.js';
import * as sql from './staging-sql.js';

/** A record on its way into the staging table. */
export interface NewRecord {
  readonly file: number;
  readonly key: string;
  readonly kind: string | null;
  readonly track: number | null;
  readonly format: string | null;
  readonly identity: string | null;
  readonly place: string;
  readonly body: unknown;
}

const rowSchema = z.object({
  assetN: z.string().optional(),
  format: z.string().optional(),
  identity: z.string().optional(),
  tracked: z.number().optional(),
  file: z.number(),
  kind: z.string().nullable(),
  place: z.string(),
  body: z.string(),
});

/** Rows fetched at a time. */
const pageRows = 100;

/** An asset with its records; those of its tracks are read apart. */
export interface StagedEntry {
  readonly n: number;
  readonly format: string;
  readonly asset: StagedAsset;
  /** Characters of its records. */
  readonly size: number;
  /** How many records its tracks have. */
  readonly tracked: number;
}

/** Characters sent at a time. */
const pieceLength = 256 * 1024;

/** The records of an import, put aside in the database until all files are read, then given back asset by asset. */
export class Staging {
  readonly fileNames: string[] = [];
  private n = 0;
  private cursors = 0;
  private pending: string[] = [];
  private length = 0;
  private copy: CopyStreamQuery | null = null;

  private constructor(
    private readonly client: ClientBase,
    private readonly release: () => Promise<void>,
  ) {}

  /** Takes a connection for as long as the import lasts; `close` gives it back. */
  static async open(database: HubDatabase): Promise<Staging> {
    const runner = database.source.createQueryRunner();
    const client = (await runner.connect()) as ClientBase;
    const staging = new Staging(client, () => runner.release());
    await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
    await client.query(sql.createRecords);
    return staging;
  }

  /** Held until `close`; false when another connection has it. */
  async tryLock(name: string): Promise<boolean> {
    const text = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked';
    const { rows } = await this.client.query<{ locked: boolean }>(text, [name]);
    return rows[0]?.locked === true;
  }

  async add(record: NewRecord): Promise<void> {
    const { file, key, kind, track, format, identity, place, body } = record;
    const text = body instanceof JsonText ? body.text : JSON.stringify(body);
    const row = copyRow([this.n++, file, key, kind, track, format, identity, place, text]);
    this.pending.push(row);
    this.length += row.length;
    if (this.length >= pieceLength) await this.flush();
  }

  /** All files are read: sorts the records by their assets. */
  async arrange(): Promise<void> {
    await this.flush();
    if (this.copy) {
      this.copy.end();
      await finished(this.copy);
      this.copy = null;
    }
    await this.client.query(sql.createAssets);
    // cursors live in a transaction: several are read in turns
    await this.client.query('set cursor_tuple_fraction = 1; begin');
  }

  async *unplaced(): AsyncIterable<{ record: StagedRecord; reason: 'no-asset' | 'repeated-asset' }> {
    for await (const row of this.rows(sql.selectOrphans)) yield { record: this.record(row), reason: 'no-asset' };
    for await (const row of this.rows(sql.selectRepeated)) yield { record: this.record(row), reason: 'repeated-asset' };
  }

  /** Assets in the order in which they were read; holds one at a time. */
  async *assets(): AsyncIterable<StagedEntry> {
    let open: OpenAsset | null = null;
    for await (const row of this.rows(sql.selectAssets)) {
      const { assetN = '', format = '', identity = '', tracked = 0 } = row;
      if (open && open.n !== assetN) yield stagedAsset(open);
      if (!open || open.n !== assetN) open = { n: assetN, format, identity, tracked, records: [], size: 0 };
      open.records.push(this.record(row));
      open.size += row.body.length;
    }
    if (open) yield stagedAsset(open);
  }

  /** Records of the tracks of one asset, track by track. May be read while `assets` is. */
  async *tracked(assetN: number): AsyncIterable<StagedRecord> {
    for await (const row of this.rows(sql.selectTracked(assetN))) yield this.record(row);
  }

  async close(): Promise<void> {
    try {
      // a COPY that was left early would keep the connection busy
      if (this.copy) {
        this.copy.destroy(new Error('the import was given up'));
        await finished(this.copy).catch(() => undefined);
      }
      await this.client.query(
        'rollback; drop table if exists pg_temp.import_records, pg_temp.import_assets, pg_temp.import_tracked; reset all; select pg_advisory_unlock_all()',
      );
    } finally {
      await this.release();
    }
  }

  private async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    this.copy ??= this.client.query(from('copy import_records from stdin'));
    const { copy } = this;
    const piece = this.pending.splice(0).join('');
    this.length = 0;
    await new Promise<void>((resolve, reject) => {
      copy.once('error', reject);
      copy.write(piece, (error) => {
        copy.off('error', reject);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  private async *rows(text: string): AsyncIterable<z.output<typeof rowSchema>> {
    const cursor = `import_cursor_${this.cursors++}`;
    await this.client.query(`declare ${cursor} no scroll cursor for ${text}`);
    for (;;) {
      const { rows } = await this.client.query<object>(`fetch ${pageRows} from ${cursor}`);
      for (const row of rows) yield rowSchema.parse(row);
      if (rows.length < pageRows) break;
    }
    await this.client.query(`close ${cursor}`);
  }

  private record({ file, kind, place, body }: z.output<typeof rowSchema>): StagedRecord {
    return { file, fileName: this.fileNames[file] ?? '', kind, place, body: parseLooseJson(body) };
  }
}

interface OpenAsset {
  readonly n: string;
  readonly format: string;
  readonly identity: string;
  readonly tracked: number;
  readonly records: StagedRecord[];
  size: number;
}

const stagedAsset = (open: OpenAsset): StagedEntry => ({
  n: Number(open.n),
  format: open.format,
  size: open.size,
  tracked: open.tracked,
  asset: {
    identity: open.identity,
    assets: open.records.filter(({ kind }) => kind === null),
    parts: open.records.filter(({ kind }) => kind !== null),
  },
});
