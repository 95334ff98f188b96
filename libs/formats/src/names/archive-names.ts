import { safeEntryName } from '@hub/archive';
import type { ExportFormatWriter } from '../format-writer.js';
import { safeName } from './safe-name.js';

export interface NamedExport {
  readonly projectName: string;
  readonly type: 'task' | 'issue';
  /** ISO time of the request: a retry has the same names. */
  readonly requestedAt: string;
}

/** `<project>-<type>-export-<YYYY-MM-DD>-<HH_MM_SS>_GMT`, as the Hub names its exports. Not unique: one-second resolution. */
export function exportBaseName({ projectName, type, requestedAt }: NamedExport): string {
  const [date, time] = new Date(requestedAt).toISOString().slice(0, 19).split('T') as [string, string];
  return safeEntryName(`${safeName(projectName, 120)}-${type}-export-${date}-${time.replaceAll(':', '_')}_GMT`);
}

export const archiveFileName = (named: NamedExport): string => `${exportBaseName(named)}.zip`;
export const dataFileName = (named: NamedExport, format: ExportFormatWriter): string =>
  `${exportBaseName(named)}.${format.extension}`;
