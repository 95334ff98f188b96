export type Cell = string | number | boolean | null;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One row in the text format of COPY. */
export const copyRow = (cells: readonly Cell[]): string => `${cells.map(textOf).join('\t')}\n`;

const textOf = (cell: Cell): string =>
  cell === null ? '\\N' : String(cell).replace(/[\\\t\n\r]/g, (character) => escapes[character] as string);
