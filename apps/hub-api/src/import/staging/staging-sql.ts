/** Temporary tables of one connection: nobody else sees them, nothing of them is logged, and they go with it. */
export const createRecords = `
drop table if exists pg_temp.import_records, pg_temp.import_assets, pg_temp.import_tracked;
create temporary table import_records (
  n bigint not null,        -- order of reading
  file int not null,
  key text not null,        -- what ties records to their asset
  kind text,                -- null: the asset itself
  track int,                -- of key frames of a video
  format text, identity text, -- of assets
  place text not null, body text not null)`;

/**
 * The first asset of each key; assets of several files with one identity are one, an identity that stands twice in a file
 * is two. `asset_n` orders them as they came.
 */
export const createAssets = `
analyze import_records;
create temporary table import_assets as
select n, key, format, identity, min(n) over (partition by format, identity, copy) as asset_n
from (
  select *, row_number() over (partition by format, identity, file order by n) as copy
  from (select distinct on (key) n, key, format, identity, file from import_records where kind is null order by key, n) first
) ranked;
create index on import_assets (key);
create index on import_assets (asset_n);
create index on import_records (key, file, track, n) where track is not null;
analyze import_assets;
create temporary table import_tracked as
select a.asset_n, count(*) as records from import_records r join import_assets a on a.key = r.key
where r.track is not null group by a.asset_n;
analyze import_tracked`;

const columns = `r.n, r.file, r.kind, r.place, r.body`;

export const selectAssets = `
select a.asset_n as "assetN", a.format, a.identity, coalesce(t.records, 0)::int as tracked, ${columns}
from import_records r join import_assets a on a.key = r.key left join import_tracked t on t.asset_n = a.asset_n
where (r.kind is not null and r.track is null) or r.n = a.n
order by a.asset_n, r.n`;

/** Records of the tracks of one asset. */
export const selectTracked = (assetN: number): string => `
select ${columns} from import_records r join import_assets a on a.key = r.key
where a.asset_n = ${assetN} and r.track is not null order by r.file, r.track, r.n`;

/** Records that name an asset no file has. */
export const selectOrphans = `
select ${columns} from import_records r
where r.kind is not null and not exists (select 1 from import_assets a where a.key = r.key) order by r.n`;

/** Assets whose key stands in its file already. */
export const selectRepeated = `
select ${columns} from import_records r
where r.kind is null and not exists (select 1 from import_assets a where a.key = r.key and a.n = r.n) order by r.n`;
