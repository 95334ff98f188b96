import { join } from 'node:path';
import type { Accounts, Projects } from '@hub/annotation-store';
import type { HubDatabase } from '../../persistence/hub-database.js';
import type { ImportFiles } from '../import-files.js';
import { folderFiles } from '../source/folder-files.js';
import { markOf, type ImportMark } from '../write-tasks.js';
import { demoPeople } from './demo-people.js';
import type { DemoSet } from './demo-sets.js';

export interface SeedTools {
  readonly database: HubDatabase;
  readonly accounts: Accounts;
  readonly projects: Projects;
  readonly imports: ImportFiles;
}

export interface SeedPlace {
  readonly organizationId: string;
  readonly userIds: ReadonlyMap<string, string>;
  readonly demoFolder: string;
}

/**
 * The project of a data set. One that is complete is left as it is, renamed or deleted too; one that a crash left half
 * done is completed. Throws an Error when something of the demo data was set aside: nothing of it may be.
 */
export async function seedProject(set: DemoSet, tools: SeedTools, place: SeedPlace): Promise<string> {
  const importId = `demo/${set.folder}`;
  const { id, mark } =
    (await findProject(tools, place.organizationId, importId)) ?? (await createProject(set, importId, tools, place));
  if (mark.complete) return id;
  const [owner] = demoPeople;
  const problems: string[] = [];
  const report = {
    setAside: (item: { file: string; place: string; reason: string }) =>
      void problems.push(`${item.file}, ${item.place}: ${item.reason}`),
    progress: () => undefined,
  };
  const files = folderFiles(join(place.demoFolder, set.folder));
  await tools.imports.execute({ projectId: id, by: owner.email, importId, place: set.place }, files, report);
  if (problems.length > 0) throw new Error(`Demo data was set aside: ${problems.slice(0, 5).join('; ')}`);
  return id;
}

interface SeededProject {
  readonly id: string;
  readonly mark: ImportMark;
}

async function findProject(
  { database }: SeedTools,
  organizationId: string,
  importId: string,
): Promise<SeededProject | undefined> {
  const [row] = await database.rows<SeededProject>(
    `select id, settings -> $2 as mark from annotation_store.projects where organization_id = $1 and settings ? $2`,
    [organizationId, markOf(importId)],
  );
  return row;
}

/** With its mark in the same transaction, so that a second start finds it. */
function createProject(set: DemoSet, importId: string, tools: SeedTools, place: SeedPlace): Promise<SeededProject> {
  const mark: ImportMark = { tasks: 0, complete: false };
  return tools.database.change(async (tx) => {
    const projects = tools.projects.within(tx);
    const id = await projects.create({
      organizationId: place.organizationId,
      name: set.project,
      description: set.description,
      createdBy: demoPeople[0].email,
    });
    await projects.saveSettings(id, { [markOf(importId)]: mark });
    for (const { email, projectRole } of demoPeople) {
      const userId = place.userIds.get(email);
      if (projectRole !== null && userId !== undefined)
        await tools.accounts.within(tx).setProjectRole(id, userId, projectRole);
    }
    return { id, mark };
  });
}
