import { Injectable } from '@nestjs/common';
import { rowsPerCall } from '../chunks.js';
import { HubDatabase, type Tx } from '../persistence/hub-database.js';
import { TaskSelectionRepository, type TaskSelection } from '../persistence/task-selection.repository.js';
import type { Stage } from '../projects/workflow.js';
import { requireStage } from '../projects/workflow.js';

/** Does something to many tasks, a thousand in a transaction: a project may hold millions. */
@Injectable()
export class SelectedTasks {
  constructor(
    private readonly database: HubDatabase,
    private readonly selection: TaskSelectionRepository,
  ) {}

  /** Calls `change` for each thousand of the matching tasks, in order; returns the sum of what it returns. */
  async forEach(
    projectId: string,
    selection: TaskSelection,
    change: (tx: Tx, tasks: readonly { id: string; stageId: string }[]) => Promise<number>,
  ): Promise<number> {
    let changed = 0;
    let after = 0;
    for (;;) {
      const [count, last] = await this.database.change(async (tx) => {
        const tasks = await this.selection.page(tx, projectId, selection, after, rowsPerCall);
        return [tasks.length === 0 ? 0 : await change(tx, tasks), tasks.at(-1)?.seq] as const;
      });
      changed += count;
      if (last === undefined) return changed;
      after = last;
    }
  }
}

/** Filters as clients send them, with stages (ids or names) as ids. Throws Failure for an unknown stage. */
export function resolveSelection(filters: TaskSelection, stages: readonly Stage[]): TaskSelection {
  const fromStageIds = filters.fromStageIds?.map((stage) => requireStage(stages, stage, 'filters.fromStageIds').id);
  return { ...filters, ...(fromStageIds && { fromStageIds }) };
}
