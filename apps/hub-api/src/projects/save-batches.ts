import { Inject, Injectable } from '@nestjs/common';
import { Projects, type Batch, type Caller, type TaskWriter } from '@hub/annotation-store';
import { badRequest } from '@hub/failures';
import { HubDatabase, type Tx } from '../persistence/hub-database.js';
import { ProjectsRepository } from '../persistence/projects.repository.js';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import { ProjectAccess } from './project-access.js';

/** A batch as it shall be; without an id it is found or made by its name. */
export interface BatchWish {
  readonly id?: string;
  readonly name: string;
}

/**
 * Makes the project's batches what the list says: entries with an id are renamed where the name differs, entries
 * without one are created. Batches the list leaves out stay, because assets may carry them.
 */
@Injectable()
export class SaveBatches {
  constructor(
    private readonly access: ProjectAccess,
    private readonly database: HubDatabase,
    private readonly projects: Projects,
    private readonly rows: ProjectsRepository,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  /** The saved batches, in the order of the list. */
  async execute(caller: Caller, projectId: string, wishes: readonly BatchWish[]): Promise<Batch[]> {
    await this.access.project(caller, projectId, 'Lead');
    return this.database.change(async (tx) => {
      await this.rows.lock(tx, projectId);
      const projects = this.projects.within(tx);
      const existing = await projects.batches(projectId);
      for (const [index, wish] of wishes.entries()) {
        if (wish.id !== undefined) await this.rename(tx, projectId, existing, { ...wish, id: wish.id }, index);
      }
      const fresh = wishes.filter((wish) => wish.id === undefined).map((wish) => wish.name);
      const ids = new Map(
        (await projects.ensureBatches(projectId, [...new Set(fresh)])).map((id, i) => [[...new Set(fresh)][i], id]),
      );
      return wishes.map(({ id, name }) => ({ id: id ?? (ids.get(name) as string), name }));
    });
  }

  private async rename(
    tx: Tx,
    projectId: string,
    existing: readonly Batch[],
    wish: Batch,
    index: number,
  ): Promise<void> {
    const old = existing.find((batch) => batch.id === wish.id);
    if (!old) {
      const field = `batches.${index}._id`;
      throw badRequest(`There is no batch ${wish.id} in this project.`, {
        field,
        value: wish.id,
        expected: 'an id, or none for a new batch',
      });
    }
    if (old.name === wish.name) return;
    if (existing.some((batch) => batch.name === wish.name)) {
      throw badRequest(`Another batch is called ${wish.name}.`, {
        field: `batches.${index}.name`,
        value: wish.name,
        expected: 'names that differ',
      });
    }
    await this.projects.within(tx).renameBatch(wish.id, wish.name);
    await this.writer.refreshHeads(tx, projectId, { batchId: wish.id });
  }
}
