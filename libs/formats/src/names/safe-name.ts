/**
 * Text as part of a file name that every file system takes: NFC, letters and digits of any script, `.`, `_`, `-`;
 * anything else becomes `_`. Never begins with a dot. At most `maxBytes` UTF-8 bytes, cut between characters.
 */
export function safeName(text: string, maxBytes: number): string {
  const clean = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M}._-]/gu, '_')
    .replace(/^\.+/, (dots) => '_'.repeat(dots.length));
  return cut(clean, maxBytes) || '_';
}

function cut(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let result = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    result += character;
  }
  return result;
}
