import { selectorOf } from '@hub/annotation-store';
import type { ExportSelection, Snapshot } from '@hub/event-contracts';
import { Inject, Injectable } from '@nestjs/common';
import { PREVIEW_SOURCE, type PreviewSource } from '../preview/preview-source.js';
import { isTimeout } from '../preview/statement-timeout.js';
import { Turns } from '../preview/turns.js';
import type { ChainBase } from './continuous-delivery.js';

/** Each goes along a project's index; previews and requests need connections beside them. */
const mostAtOnce = 2;

/** Counts what a batch would bring. */
@Injectable()
export class CountChanges {
  private readonly turns = new Turns(mostAtOnce);

  constructor(@Inject(PREVIEW_SOURCE) private readonly source: Pick<PreviewSource, 'unchanged' | 'totals'>) {}

  /** Tasks added, changed or removed since the base; null when counting takes too long. */
  execute(
    projectId: string,
    selection: ExportSelection,
    since: ChainBase | null,
    snapshot: Snapshot,
  ): Promise<number | null> {
    return this.turns.take(async () => {
      try {
        if (since && (await this.source.unchanged(projectId, since.snapshot, snapshot))) return 0;
        const selector = selectorOf({ projectId, snapshot, since, selection });
        const { tasks, removed } = await this.source.totals(selector, selection.include);
        return tasks + removed;
      } catch (error) {
        if (isTimeout(error)) return null;
        throw error;
      }
    });
  }
}
