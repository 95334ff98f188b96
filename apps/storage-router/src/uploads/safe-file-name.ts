import { safeEntryName } from '@hub/archive';

/** A file name that needs no care anywhere: letters, digits, `.`, `_`, `-`, brackets; without its folders. */
export function safeFileName(wanted: string): string {
  const last = wanted.split(/[/\\]/).filter(Boolean).pop() ?? '';
  const plain = last.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._()-]+/gu, '_');
  return safeEntryName(plain.replace(/^\.+/, '_'));
}
