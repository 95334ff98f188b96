/** Most bytes of a file name on common file systems. */
const mostBytes = 255;
const controlCharacter = /[\p{Cc}\u2028\u2029\p{Surrogate}]/gu;
const reservedCharacter = /[<>:"/\\|?*]/g;
/** Device names of Windows, with any extension. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * A name for a file inside an archive that every file system takes, from any text: NFC, reserved characters become `_`,
 * at most 255 UTF-8 bytes with the extension kept. Without a folder part.
 */
export function safeEntryName(text: string): string {
  const clean = text
    .normalize('NFC')
    .replace(controlCharacter, '_')
    .replace(reservedCharacter, '_')
    .replace(/[. ]+$/, '')
    .replace(/^ +/, '');
  const named = clean === '' ? '_' : device.test(clean) ? `_${clean}` : clean;
  const { stem, extension } = splitName(named);
  return cut(stem, mostBytes - Buffer.byteLength(extension)) + extension;
}

/** An extension is short: what follows the last of many dots in a sentence is none. */
export function splitName(name: string): { stem: string; extension: string } {
  const extension = /(?<=.)\.[^. ]{1,16}$/.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - extension.length), extension };
}

/** Whole characters only. */
export function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}

/** A safe name with something behind it, still within the limit: the suffix is kept whole. */
export const suffixedName = (name: string, suffix: string): string =>
  cut(name, mostBytes - Buffer.byteLength(suffix)) + suffix;
