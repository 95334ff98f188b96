import type { ExportSelection } from '@hub/event-contracts';
import type { Export } from '../exports/export.js';
import type { ChainBase, ContinuousDelivery } from './continuous-delivery.js';
import { sameContent } from './same-content.js';

/** What the batch after this one starts from. */
export const baseOf = ({ id, snapshot, selection }: Pick<Export, 'id' | 'snapshot' | 'selection'>): ChainBase => ({
  exportId: id,
  snapshot,
  selection,
});

/** What changed before it is on its way, or waits for the batch under way to be tried again. */
export const waitsSince = (
  { underWay, base }: Pick<ContinuousDelivery, 'underWay' | 'base'>,
  batch: Export | null,
): ChainBase | null => (underWay && batch && batch.state !== 'cancelled' ? baseOf(batch) : base);

/** The base of a batch with this selection; null when that one shows something else: then the batch is everything. */
export const usableFor = (selection: ExportSelection, base: ChainBase | null): ChainBase | null =>
  base && sameContent(base.selection, selection) ? base : null;
