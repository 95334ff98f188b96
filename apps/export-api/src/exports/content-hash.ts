import type { ConverterOptions } from '@hub/event-contracts';
import { createHash } from 'node:crypto';
import type { Export } from './export.js';

export type Content = Pick<
  Export,
  'projectId' | 'projectName' | 'selection' | 'converter' | 'quarantine' | 'since' | 'destination'
> & { readonly converterOptions?: ConverterOptions };

/**
 * SHA-256 (hex) of everything that decides what is in an export's file, what it is called and where it goes, but the moment it shows:
 * two exports with the same hash, between whose snapshots nothing changed, have the same file. The project's name is in
 * file names, and no snapshot tells of it. Order and repeats in lists of ids choose nothing.
 */
export function contentHash(content: Content): string {
  const { projectId, projectName, selection, converter, quarantine, since, destination } = content;
  const { type, format, finalLineFeed, updatedAt, createdAt, include } = selection;
  const parts = [
    [projectId, projectName, type, format, finalLineFeed, converter],
    [selection.stageIds, selection.batchIds, selection.taskIds, selection.taskTypes].map(asSet),
    [updatedAt, createdAt].map((window) => [window?.after ?? null, window?.before ?? null]),
    [include.metadata, include.history, include.onlyKeyFrames, include.idleBlur],
    [quarantine.policy, quarantine.policy === 'fail-above' ? quarantine.limit : null],
    since?.exportId ?? null,
    ...(content.converterOptions ? [sorted(content.converterOptions)] : []),
    destination ? [destination.storageId, destination.bucket, destination.path] : null,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** In the order of their names: the same options give the same hash. */
const sorted = (options: ConverterOptions): unknown[] => Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));

const asSet = (list: readonly string[] | undefined): string[] | null => (list ? [...new Set(list)].sort() : null);
