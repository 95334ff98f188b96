import { cut, safeEntryName, splitName } from './safe-entry-name.js';

/** Hands out names that are safe and, ignoring case, unique in one archive. Memory: the names; for the few files of one archive. */
export class EntryNames {
  private readonly taken = new Set<string>();

  /** `a.json`, then `a-2.json`, `a-3.json`. */
  claim(text: string): string {
    const wanted = safeEntryName(text);
    const { stem, extension } = splitName(wanted);
    for (let n = 1; ; n++) {
      const suffix = n === 1 ? '' : `-${n}`;
      const name = cut(stem, 255 - Buffer.byteLength(suffix + extension)) + suffix + extension;
      const folded = name.toUpperCase().toLowerCase();
      if (this.taken.has(folded)) continue;
      this.taken.add(folded);
      return name;
    }
  }
}
