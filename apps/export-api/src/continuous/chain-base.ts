import type { ExportSelection } from '@hub/event-contracts';
import type { Export } from '../exports/export.js';
import type { ChainBase } from './continuous-delivery.js';
import { sameContent } from './same-content.js';

/** What the batch after this one starts from. */
export const baseOf = ({ id, snapshot, selection }: Pick<Export, 'id' | 'snapshot' | 'selection'>): ChainBase => ({
  exportId: id,
  snapshot,
  selection,
});

/** The base of a batch with this selection; null when that one shows something else: then the batch is everything. */
export const usableFor = (selection: ExportSelection, base: ChainBase | null): ChainBase | null =>
  base && sameContent(base.selection, selection) ? base : null;
