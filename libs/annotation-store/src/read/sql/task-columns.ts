import type { Include } from '@hub/event-contracts';

/** Fragments of a content (alias `of`) with or without metadata. */
export function fragment(of: string, name: 'tools' | 'rest', { metadata }: Pick<Include, 'metadata'>): string {
  return metadata ? `coalesce(${of}.${name}_with_metadata, ${of}.${name})` : `${of}.${name}`;
}

/** What comes before the tools. */
export const headText = ({ idleBlur }: Include): string =>
  idleBlur ? 'r.asset_head || r.task_head || r.durations' : 'r.asset_head || r.task_head';

/**
 * A task goes part by part (`videoDocument`) when it holds video tracks, or when its history does and is asked for.
 */
export const isVideo = ({ history }: Include): string => (history ? '(r.tracks > 0 or r.tracked)' : 'r.tracks > 0');
