import { randomUUID } from 'node:crypto';
import type { PutUpFault, Where } from '@hub/testing';
import { stageArchive, type StagedArchive } from '../staged-archive.js';
import type { Cell } from './cell.js';
import type { CellBucket, CellWorld } from './cell-world.js';

const smallBytes = 200_000;
/** A part of 5 MiB and a rest. */
const largeBytes = 5.3 * 1024 * 1024;

/** Everything a cell is played with. */
export interface Stage extends CellBucket {
  readonly world: CellWorld;
  readonly archive: StagedArchive;
  /** Puts the cell's fault up. */
  strike(): PutUpFault;
  /** Another one, on this cell's calls only. */
  hurt(where: Where, fault: Cell['fault']): PutUpFault;
}

export async function setStage(world: CellWorld, cell: Cell): Promise<Stage> {
  const cellBucket = await world.makeBucket();
  const exportId = randomUUID();
  const bytes = cell.moment === 'small delivery' ? smallBytes : largeBytes;
  const staged = await stageArchive(world.staging.bucket, exportId, { bytes });
  const path =
    cell.moment === 'reading'
      ? new RegExp(`^/${world.staging.name}/exports/${exportId}/build/segment`)
      : world.kind.callsOf(cellBucket.destination.bucket);
  const hurt: Stage['hurt'] = (where, fault) => world.store.hurt({ ...where, path }, fault);
  const { operation, fault, skip, times, onwards } = cell;
  return {
    world,
    archive: { ...staged, event: { ...staged.event, destination: cellBucket.destination } },
    strike: () => hurt({ operations: [operation], skip, times, onwards }, fault),
    hurt,
    ...cellBucket,
  };
}

export async function keysIn({ bucket }: CellBucket): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of bucket.list('')) keys.push(key);
  return keys;
}

export async function uploadsIn({ bucket }: CellBucket): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of bucket.uploads.unfinished('')) keys.push(key);
  return keys;
}
