import { safeEntryName, suffixedName } from '@hub/archive';
import type { FileWish } from '@hub/formats';

/** A file that wants a name: `candidate` gives the first, second … name that would do. */
export interface NameWish {
  /** The same for the same file, however often its slice is repeated. */
  readonly owner: string;
  candidate(attempt: number): string;
}

/** Hands out names that are unique in one archive, also across slices and processes. */
export interface FileNames {
  /** In the order of the wishes. A wish that was granted before gets the same name again. */
  claim(exportId: string, wishes: readonly NameWish[]): Promise<string[]>;
}

/** `labels/a.txt`; where another task has it `labels/a-<taskId>.txt`, then `labels/a-<taskId>-2.txt`. */
export function nameWish({ folder, stem, extension, taskId, page }: FileWish): NameWish {
  const frame = page === undefined ? '' : `-${String(page).padStart(6, '0')}`;
  return {
    owner: JSON.stringify([folder, extension, taskId, page ?? null]),
    candidate: (attempt) => {
      const other = attempt === 0 ? '' : attempt === 1 ? `-${safeId(taskId)}` : `-${safeId(taskId)}-${attempt}`;
      return folder + suffixedName(safeEntryName(stem), `${other}${frame}${extension}`);
    },
  };
}

/** Task ids are ours, but opaque. */
const safeId = (text: string): string => text.replace(/[^\p{L}\p{N}._-]/gu, '_');

/** Two names that most disks take for one have the same key. */
export const nameKey = (name: string): string => name.normalize('NFC').toUpperCase().toLowerCase();
