import { selectorOf, type SelectionTotals } from '@hub/annotation-store';
import type { DeltaBase, ExportSelection, Snapshot } from '@hub/event-contracts';
import type { PreviewSource } from './preview-source.js';
import { tooSlow } from './statement-timeout.js';

/** What is chosen, at which moment. */
export interface PreviewedSelection {
  readonly projectId: string;
  readonly snapshot: Snapshot;
  readonly since: DeltaBase | null;
  readonly selection: ExportSelection;
}

/** Counted by the store; issues count as tasks without annotations. Throws Failure `preview-too-slow`. */
export async function countContent(
  source: Pick<PreviewSource, 'totals' | 'issueTotals'>,
  chosen: PreviewedSelection,
): Promise<SelectionTotals> {
  const { projectId, snapshot, selection } = chosen;
  if (selection.type === 'task') return source.totals(selectorOf(chosen), selection.include).catch(tooSlow);
  const { issues, bytes } = await source.issueTotals(projectId, snapshot).catch(tooSlow);
  return { tasks: issues, unwritable: 0, annotations: 0, frames: 0, bytes, removed: 0 };
}
