import { Failure } from '@hub/failures';
import type { Reconciliation } from '@hub/event-contracts';
import type { BuiltParts } from './built-parts.js';
import { entriesMissing } from './slice-source.js';

/**
 * Closes the sums: selected = exported + quarantined + empty, and every large video holds all its entries.
 * Throws Failure `reconciliation-failed` (hub): an archive that lacks something is never delivered.
 */
export function reconcile(
  selected: number,
  { tally, incomplete }: Pick<BuiltParts, 'tally' | 'incomplete'>,
  /** Of a delta: tasks listed as gone. */
  removed?: number,
): Reconciliation {
  const { exported, quarantined, empty } = tally;
  if (selected !== exported + quarantined + empty)
    throw new Failure(
      'reconciliation-failed',
      'hub',
      `${selected} tasks were selected, but ${exported} exported, ${quarantined} quarantined and ${empty} empty were found.`,
    );
  if (removed !== undefined && selected !== tally.added + tally.changed)
    throw new Failure(
      'reconciliation-failed',
      'hub',
      `${selected} tasks were selected, but ${tally.added} added and ${tally.changed} changed were found.`,
    );
  const video = incomplete[0];
  if (video) throw entriesMissing(video);
  return { selected, exported, quarantined, empty, ...(removed === undefined ? {} : { removed }) };
}
