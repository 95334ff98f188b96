/** One row in the text format of COPY. */
export const copyRow = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join('\t')}\n`;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const cell = (value: string | number | null): string =>
  value === null ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (char) => escapes[char] as string);
