import type { Cell, CellEnd } from './cell.js';
import type { CellWorld } from './cell-world.js';
import { plays } from './plays.js';
import { setStage } from './stage.js';
import { sweepExport } from './sweep-export.js';

/** Plays one cell, from the staged archive to the object at its destination, with a sweep at its end. */
export async function runCell(world: CellWorld, cell: Cell): Promise<CellEnd> {
  const from = performance.now();
  const stage = await setStage(world, cell);
  const unwatch = world.watch.watch(stage.bucket, stage.archive.sums);
  const { fault, ...end } = await plays[cell.moment](stage);
  const { hits } = fault;
  fault.mend();
  await sweepExport(world.routers, stage.archive.event.exportId);
  await unwatch();
  return { ...end, hits, milliseconds: Math.round(performance.now() - from) };
}
