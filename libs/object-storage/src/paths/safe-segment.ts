/** Device names of Windows, with any extension: whoever syncs a bucket to a disk cannot have them. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * Any text as part of one segment of a key: NFC, letters and digits of every script, `.`, `_`, `-`; anything else becomes
 * `_`. Never empty, no dot at either end, at most `mostBytes` UTF-8 bytes, cut between characters.
 */
export function safePart(text: string, mostBytes: number): string {
  const clean = text.normalize('NFC').replace(/[^\p{L}\p{N}\p{M}._-]/gu, '_');
  return cut(clean, mostBytes).replace(/^\.|\.$/g, '_') || '_';
}

/** A whole segment made of such parts. */
export const safeSegment = (segment: string): string => (device.test(segment) ? `_${segment}` : segment);

function cut(text: string, mostBytes: number): string {
  if (Buffer.byteLength(text) <= mostBytes) return text;
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    kept += character;
  }
  return kept;
}
