import { nameOf, type Cell, type CellEnd } from './cell.js';
import type { CellWorld } from './cell-world.js';
import { runCell } from './run-cell.js';

export interface TableEnd {
  readonly ends: ReadonlyMap<Cell, CellEnd>;
  /** Cells that could not be played to their end. */
  readonly broken: ReadonlyMap<Cell, Error>;
}

/** Plays all cells, several at a time; `tell` gets each one's name and end as it comes. */
export async function playTable(
  world: CellWorld,
  cells: readonly Cell[],
  atOnce: number,
  tell: (name: string, end: CellEnd | Error) => void = () => undefined,
): Promise<TableEnd> {
  const ends = new Map<Cell, CellEnd>();
  const broken = new Map<Cell, Error>();
  const waiting = [...cells];
  const lane = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      try {
        const end = await runCell(world, cell);
        ends.set(cell, end);
        tell(nameOf(cell), end);
      } catch (cause) {
        const error = new Error(`${nameOf(cell)} came to no end`, { cause });
        broken.set(cell, error);
        tell(nameOf(cell), error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { ends, broken };
}
