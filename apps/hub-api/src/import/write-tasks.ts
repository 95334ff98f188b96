import type { CategorySchemaJson, NewTask, Projects, TaskWriter, WriteContext } from '@hub/annotation-store';
import { asFailure } from '@hub/failures';
import type { HubDatabase, Tx } from '../persistence/hub-database.js';
import type { Stage } from '../projects/workflow.js';
import { mergeSchema } from './classes/merge-schema.js';
import type { ProjectClasses } from './classes/project-classes.js';
import type { StagedRecord } from './import-format.js';
import type { ImportTally } from './import-tally.js';
import type { ImportWish, Placement } from './import-wish.js';
import type { StreamedTracks } from './streamed-tracks.js';

/** A task with the records it was made of. */
export interface Draft {
  readonly task: NewTask;
  /** Without those of the tracks. */
  readonly records: readonly StagedRecord[];
  /** Of a video: it is written by itself. */
  readonly tracks: StreamedTracks | null;
  readonly placement: Placement;
  /** Number of the task in the import. */
  readonly n: number;
}

export interface WriteTools {
  readonly database: HubDatabase;
  readonly projects: Projects;
  readonly writer: TaskWriter;
}

/** Writes drafts of one placement in one transaction, with the classes they need and the mark of how far the import is. */
export class WriteTasks {
  private savedClasses = false;

  constructor(
    private readonly tools: WriteTools,
    private readonly wish: ImportWish & { readonly importId: string },
    private readonly stages: readonly Stage[],
    private readonly classes: ProjectClasses,
    private readonly tally: ImportTally,
  ) {}

  /** A batch that is refused because of one task is written task by task; the one is set aside. */
  async write(drafts: readonly Draft[]): Promise<void> {
    try {
      await this.tools.database.change((tx) => this.writeIn(tx, drafts));
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.fault !== 'user') throw thrown;
      if (drafts.length > 1) {
        for (const draft of drafts) await this.write([draft]);
        return;
      }
      for (const record of drafts[0]?.records ?? [])
        this.tally.refuse({ file: record.fileName, place: record.place, kind: 'not-stored', reason: failure.message });
      await drafts[0]?.tracks?.refuseAll('not-stored', failure.message);
      return;
    }
    for (const { task, records, tracks } of drafts) {
      this.tally.tasks++;
      this.tally.imported += records.length + (tracks?.imported ?? 0);
      this.tally.annotations += tracks?.keyFrames ?? 0;
      const { tools, classifications, relations } = task.answer ?? { tools: [], classifications: [], relations: [] };
      this.tally.annotations += tools.length + classifications.length + relations.length;
    }
    this.tally.tell();
  }

  /** Classes that no task needed, and the mark that the import is complete. */
  finish(done: number): Promise<void> {
    return this.tools.database.change(async (tx) => {
      await this.saveClasses(tx);
      await this.mark(tx, { tasks: done, complete: true });
    });
  }

  private async writeIn(tx: Tx, drafts: readonly Draft[]): Promise<void> {
    const { projectId, by } = this.wish;
    const placement = drafts[0]?.placement;
    if (!placement) return;
    await this.saveClasses(tx);
    const batchIds =
      placement.batches.length > 0
        ? await this.tools.projects.within(tx).ensureBatches(projectId, placement.batches)
        : [];
    const tasks = drafts.map(({ task: { answer, ...task }, tracks }) => ({
      ...task,
      ...(!tracks && { answer }),
      batchIds,
    }));
    const { first, then } = this.route(placement.stageId);
    const context = { by, origin: 'import' } as const;
    const made = await this.tools.writer.createTasks(tx, projectId, first, tasks, context);
    const taskIds = made.map(({ taskId }) => taskId);
    await this.writeTracks(tx, drafts[0], taskIds[0], context);
    if (then !== null) await this.tools.writer.completeStages(tx, taskIds, then, context);
    await this.mark(tx, { tasks: (drafts.at(-1)?.n ?? 0) + 1, complete: false });
  }

  /** The tracks name classes while they are stored: those are saved behind them. */
  private async writeTracks(
    tx: Tx,
    draft: Draft | undefined,
    taskId: string | undefined,
    context: WriteContext,
  ): Promise<void> {
    if (!draft?.tracks || taskId === undefined) return;
    const answer = draft.task.answer ?? { tools: [], classifications: [], relations: [] };
    await this.tools.writer.saveVideo(tx, taskId, answer, draft.tracks.open(), context);
    await this.saveClasses(tx);
  }

  /** A task beyond the first labelling stage has passed it, and its history says so. */
  private route(stageId: string): { first: string; then: string | null } {
    const label = this.stages.find(({ type }) => type === 'Label')?.id;
    const early = this.stages.some(({ id, type }) => id === stageId && type === 'Start');
    if (!label || label === stageId || early) return { first: stageId, then: null };
    return { first: label, then: stageId };
  }

  private async saveClasses(tx: Tx): Promise<void> {
    if (this.classes.takeChanged()) this.savedClasses = false;
    if (this.savedClasses) return;
    const { projectId } = this.wish;
    const projects = this.tools.projects.within(tx);
    await tx.query('select 1 from annotation_store.projects where id = $1 for update', [projectId]);
    const present: CategorySchemaJson = (await projects.get(projectId)).categorySchema;
    const merged = mergeSchema(present, this.classes.schema());
    if (JSON.stringify(merged) !== JSON.stringify(present)) await projects.saveCategorySchema(projectId, merged);
    this.savedClasses = true;
  }

  private mark(tx: Tx, state: ImportMark): Promise<void> {
    return this.tools.projects.within(tx).saveSettings(this.wish.projectId, { [markOf(this.wish.importId)]: state });
  }
}

/** How far an import is, kept in the project's settings and written with its tasks. */
export interface ImportMark {
  readonly tasks: number;
  readonly complete: boolean;
}
export const markOf = (importId: string): string => `import:${importId}`;
