import type { DataSource } from 'typeorm';
import { sealedFor } from '../connections/storage.js';
import { uploadAad } from '../deliver/delivery-uploads.js';

/** One sealed text in one row. */
export interface SealedSecret {
  readonly id: string;
  readonly sealed: string;
  readonly aad: string;
}

interface Place {
  readonly column: string;
  readonly id: string;
  /** Further columns that `aad` needs. */
  readonly more: readonly string[];
  aad(row: Readonly<Record<string, string>>): string;
}

/** Every place that keeps sealed texts. A new one belongs here, or its secrets are lost with the old key. */
const places = {
  storages: {
    column: 'sealed_connection',
    id: 'id',
    more: ['organization_id'],
    aad: (row) => sealedFor({ id: row['id'] ?? '', organizationId: row['organization_id'] ?? '' }),
  },
  uploads: { column: 'sealed_id', id: 'job_id', more: [], aad: (row) => uploadAad(row['job_id'] ?? '') },
} satisfies Record<string, Place>;

export type SealedPlace = keyof typeof places;
export const sealedPlaces = Object.keys(places) as readonly SealedPlace[];

/** The sealed texts of the service, for rewrapping. */
export class SealedSecrets {
  constructor(private readonly database: DataSource) {}

  /** In the order of ids, after one: those that another key than `keyId` wraps. */
  async underOtherKeys(place: SealedPlace, keyId: string, after: string, limit: number): Promise<SealedSecret[]> {
    const { column, id, more, aad }: Place = places[place];
    const rows: Record<string, string>[] = await this.database.query(
      `select ${[id, column, ...more].join(', ')} from storage_router.${place}
       where ${id} > $2 and split_part(${column}, ':', 3) <> $1 order by ${id} limit $3`,
      [keyId, after, limit],
    );
    return rows.map((row) => ({ id: row[id] ?? '', sealed: row[column] ?? '', aad: aad(row) }));
  }

  async count(place: SealedPlace): Promise<number> {
    const [row]: { count: number }[] = await this.database.query(
      `select count(*)::int as count from storage_router.${place}`,
    );
    return row?.count ?? 0;
  }

  /** One statement, so all of them or none; leaves what was changed meanwhile. Returns how many were replaced. */
  async replace(
    place: SealedPlace,
    changes: readonly (SealedSecret & { readonly rewrapped: string })[],
  ): Promise<number> {
    const { column, id }: Place = places[place];
    const rows: unknown[] = await this.database.query(
      `with replaced as (
         update storage_router.${place} t set ${column} = n.rewrapped
         from unnest($1::text[], $2::text[], $3::text[]) as n (id, sealed, rewrapped)
         where t.${id} = n.id and t.${column} = n.sealed returning 1)
       select 1 from replaced`,
      [changes.map((one) => one.id), changes.map((one) => one.sealed), changes.map((one) => one.rewrapped)],
    );
    return rows.length;
  }
}
