/** Which column names the file, and which ones its class. */
export interface ColumnRoles {
  readonly file: string;
  readonly classes: readonly string[];
}

/**
 * The file column is the first one called so, else the first. Of the others, those with words in the first row are
 * classes; when all hold numbers, all are.
 */
export function columnRoles(header: readonly string[], firstRow: readonly string[]): ColumnRoles {
  const file =
    header.find((name) => /^(file_?name|file|image|path|external_?id)$/i.test(name.trim())) ?? header[0] ?? '';
  const others = header.filter((name) => name !== file);
  const words = others.filter((name) => !isNumber(firstRow[header.indexOf(name)] ?? ''));
  return { file, classes: words.length > 0 ? words : others };
}

const isNumber = (value: string): boolean => value.trim() !== '' && Number.isFinite(Number(value));
