/**
 * The contract says "character offsets" (spec 3.4) and no more. Here a character is a Unicode code point: it is what
 * `text[start:end]` means in Python, the language of the contract's SDK and of the plugins that read these offsets, and
 * what the imported sets count. An emoji counts 1 (2 in UTF-16 units, 4 in bytes).
 */
export const sliceCharacters = (text: string, start: number, end: number): string =>
  // nearly every text has no character outside the BMP: then code points and UTF-16 units are the same
  /[\ud800-\udfff]/.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end);
