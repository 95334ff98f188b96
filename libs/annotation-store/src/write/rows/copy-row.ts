export type Cell = string | number | boolean | null;

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  // no text of Postgres holds it; JSON texts, which are what exports show, hold it escaped
  '\0': '\ufffd',
};

/** One row in the text format of COPY. */
export const copyRow = (cells: readonly Cell[]): string => `${cells.map(textOf).join('\t')}\n`;

const textOf = (cell: Cell): string => (cell === null ? '\\N' : escaped(String(cell)));

/** V8 ends the process when a replacement finds some ten million places at once. */
const pieceCharacters = 1 << 20;

function escaped(text: string): string {
  if (text.length > pieceCharacters) {
    let whole = '';
    for (let at = 0; at < text.length; at += pieceCharacters) whole += escaped(text.slice(at, at + pieceCharacters));
    return whole;
  }
  return text.replace(/[\\\t\n\r\0]/g, (character) => escapes[character] as string);
}
