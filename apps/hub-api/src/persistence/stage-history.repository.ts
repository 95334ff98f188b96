import { Injectable } from '@nestjs/common';
import { HubDatabase } from './hub-database.js';

export interface HistoryRow {
  readonly taskId: string;
  /** The members of the entry as an export shows them: `_id`, `stage`, `stageId`, `completedAt`, … */
  readonly entry: Readonly<Record<string, unknown>>;
  readonly contentId: number;
}

interface StoredRow {
  readonly taskId: string;
  readonly head: string;
  readonly contentId: number;
}

const columns = `task_id as "taskId", head, content_id::float8 as "contentId"`;

/** Stages a task has passed, oldest first. */
@Injectable()
export class StageHistoryRepository {
  constructor(private readonly database: HubDatabase) {}

  async ofTask(taskId: string): Promise<HistoryRow[]> {
    const rows = await this.database.rows<StoredRow>(
      `select ${columns} from annotation_store.stage_history where task_id = $1 and removed_xid is null order by n`,
      [taskId],
    );
    return rows.map(toEntry);
  }

  async find(entryId: string): Promise<HistoryRow | undefined> {
    const [row] = await this.database.rows<StoredRow>(
      `select ${columns} from annotation_store.stage_history where id = $1 and removed_xid is null`,
      [entryId],
    );
    return row && toEntry(row);
  }
}

/** The head is stored as members that each end with a comma. */
const toEntry = ({ taskId, head, contentId }: StoredRow): HistoryRow => ({
  taskId,
  contentId,
  entry: JSON.parse(`${head.replace(/,\s*$/, '')}}`) as Record<string, unknown>,
});
