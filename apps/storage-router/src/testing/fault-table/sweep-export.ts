import { eventually } from '@hub/testing';
import { AbortUploads } from '../../retention/abort-uploads.js';
import { ClearDeliveries } from '../../retention/clear-deliveries.js';
import type { RouterLanes } from './router-lanes.js';

export type SweepEnd = 'cleared' | 'put aside';

const agedTables = (exportId: string): string[] => [
  `update storage_router.deliveries set ended_at = ended_at - interval '2 days', sweep_after = null
   where export_id = '${exportId}' and ended_at is not null`,
  `update storage_router.jobs set ended_at = ended_at - interval '2 days' where id like '${exportId}:%'`,
  `update storage_router.uploads set sweep_after = null where export_id = '${exportId}'`,
];

const running = new WeakMap<RouterLanes, Promise<unknown>>();

/**
 * Lets two days pass for what an ended export may have left behind, and sweeps once. One after the other: a sweep takes
 * what is due of any export, and would meet the fault of another cell.
 */
export function sweepExport(routers: RouterLanes, exportId: string): Promise<SweepEnd> {
  const before = running.get(routers) ?? Promise.resolve();
  const sweep = before.then(() => sweepOnce(routers, exportId));
  running.set(
    routers,
    sweep.catch(() => undefined),
  );
  return sweep;
}

async function sweepOnce(routers: RouterLanes, exportId: string): Promise<SweepEnd> {
  for (const sql of agedTables(exportId)) await routers.query(sql);
  await routers.get(AbortUploads).execute();
  await routers.get(ClearDeliveries).execute();
  // a router that sweeps by itself, once a minute, may have taken it
  return eventually(async () => endOf(await leftOf(routers, exportId)), { within: 60_000, every: 50 });
}

interface Left {
  /** Swept, to be swept again later, or due. */
  readonly state: 'done' | 'later' | 'due';
}

const leftOf = async (routers: RouterLanes, exportId: string): Promise<Left[]> =>
  (await routers.query(
    `select case when cleared_at is not null then 'done' when sweep_after is not null then 'later' else 'due' end as state
     from storage_router.deliveries where export_id = $1
     union all
     select case when sweep_after is not null then 'later' else 'due' end
     from storage_router.uploads where export_id = $1`,
    [exportId],
  )) as unknown as Left[];

function endOf(left: readonly Left[]): SweepEnd | null {
  if (left.some(({ state }) => state === 'due')) return null;
  return left.some(({ state }) => state === 'later') ? 'put aside' : 'cleared';
}
