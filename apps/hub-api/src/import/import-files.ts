import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@hub/annotations';
import { Projects, type Project, type TaskWriter } from '@hub/annotation-store';
import { conflict, Failure } from '@hub/failures';
import { z } from 'zod';
import { HubDatabase } from '../persistence/hub-database.js';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import { projectOf } from '../projects/project.js';
import { assembleTasks } from './assemble-tasks.js';
import { ProjectClasses } from './classes/project-classes.js';
import { ImportTally, type ImportReport, type ImportSummary } from './import-tally.js';
import type { ImportWish } from './import-wish.js';
import { ReaderSet, readFiles } from './read-files.js';
import type { SourceFile } from './source/source-file.js';
import { Staging } from './staging/staging.js';
import { markOf, WriteTasks, type ImportMark } from './write-tasks.js';

const markSchema = z.object({ tasks: z.number(), complete: z.boolean() });

/**
 * Imports annotation files of open formats into a project: reads all, then writes tasks in transactions of at most 250.
 * A bad record is set aside with its place and reason, the rest is imported. Running the same import (id and files) again
 * makes only the tasks that are missing. Throws Failure `conflict` while the same import is running.
 */
@Injectable()
export class ImportFiles {
  constructor(
    private readonly database: HubDatabase,
    private readonly projects: Projects,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  async execute(wish: ImportWish, files: AsyncIterable<SourceFile>, report: ImportReport): Promise<ImportSummary> {
    const importId = wish.importId ?? newId();
    const staging = await Staging.open(this.database);
    try {
      if (!(await staging.tryLock(`${wish.projectId} ${importId}`)))
        throw conflict('This import is running already.', { field: 'importId', value: importId });
      return await this.run({ ...wish, importId }, files, staging, new ImportTally(report));
    } finally {
      await staging.close();
    }
  }

  private async run(
    wish: ImportWish & { readonly importId: string },
    files: AsyncIterable<SourceFile>,
    staging: Staging,
    tally: ImportTally,
  ): Promise<ImportSummary> {
    const stored = await this.projects.get(wish.projectId);
    const readers = new ReaderSet();
    await readFiles(files, wish.format, { readers, staging, tally });
    await staging.arrange();
    const classes = new ProjectClasses(stored.categorySchema);
    const { stages } = projectOf(stored);
    const tools = { database: this.database, projects: this.projects, writer: this.writer };
    const writer = new WriteTasks(tools, wish, stages, classes, tally);
    const mark = markIn(stored, wish.importId);
    const made = await assembleTasks({ staging, readers, classes, tally, writer, place: wish.place, skip: mark.tasks });
    for (const reader of readers.all()) reader.declareUnused?.(classes);
    await writer.finish(made);
    return balanced(tally.summary(wish.importId, wish.projectId));
  }
}

const markIn = (project: Project, importId: string): ImportMark =>
  markSchema.safeParse(project.settings[markOf(importId)]).data ?? { tasks: 0, complete: false };

/** What was read is imported or set aside: anything else is a bug of ours, and is said instead of hidden. */
function balanced(summary: ImportSummary): ImportSummary {
  const { read, imported, setAside } = summary;
  if (read === imported + setAside) return summary;
  throw new Failure('import-unbalanced', 'hub', `Read ${read} records, imported ${imported}, set aside ${setAside}.`);
}
