import type { Cell, CellEnd } from './cell.js';

export interface Figures {
  cells: number;
  /** As it should, at once. */
  delivered: number;
  /** `failed` first, with a reason; delivered by the next try, from the kept segments. */
  afterRetry: number;
  cleared: number;
  /** Put aside by a sweep first, cleared by a later one. */
  clearedLater: number;
}

const none = (): Figures => ({ cells: 0, delivered: 0, afterRetry: 0, cleared: 0, clearedLater: 0 });

/** Counts by call and moment, and their sum under `all`. */
export function figuresOf(ends: ReadonlyMap<Cell, CellEnd>): Map<string, Figures> {
  const rows = new Map<string, Figures>();
  const all = none();
  for (const [{ operation, moment }, { ended, finally: last }] of ends) {
    const name = `${operation} (${moment})`;
    const row = rows.get(name) ?? none();
    rows.set(name, row);
    for (const figures of [row, all]) {
      figures.cells++;
      if (last === 'delivered') figures[ended === 'delivered' ? 'delivered' : 'afterRetry']++;
      if (last === 'cleared') figures[ended === 'cleared' ? 'cleared' : 'clearedLater']++;
    }
  }
  return rows.set('all', all);
}

/** A table for people: how each call stood each trouble, and the figures. */
export function printed(ends: ReadonlyMap<Cell, CellEnd>): string {
  const heads = ['', 'cells', 'delivered', 'failed, then delivered', 'cleared', 'put aside, then cleared'];
  const rows = [...figuresOf(ends)].map(([name, f]) => [
    name,
    ...[f.cells, f.delivered, f.afterRetry, f.cleared, f.clearedLater].map(String),
  ]);
  const lines = [...ends].map(([cell, end]) => [
    `${cell.operation} (${cell.moment})`,
    cell.trouble,
    end.ended,
    `${end.hits} hits`,
    `${end.milliseconds} ms`,
    end.words ?? '',
  ]);
  return `${columns([heads, ...rows])}\n\n${columns(lines)}`;
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
