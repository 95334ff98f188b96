import { openAnnotationStore } from '@hub/annotation-store';
import { HubDatabase } from '../../persistence/hub-database.js';
import { ImportFiles } from '../import-files.js';
import { credentialsOf, demoPeople } from './demo-people.js';
import { demoSets } from './demo-sets.js';
import { demoOrganization, seedPeople } from './seed-people.js';
import { seedProject } from './seed-project.js';

/** What `demo.json` holds (design §10), so that people and programs find their way in. */
export interface DemoDocument {
  readonly url: string;
  readonly organization: string;
  readonly users: readonly {
    readonly email: string;
    readonly password: string;
    readonly apiKey: string;
    readonly role: string;
    /** By project id. */
    readonly projectRoles: Readonly<Record<string, string>>;
  }[];
  readonly projects: readonly { readonly id: string; readonly name: string; readonly tasks: number }[];
}

export interface SeedOptions {
  /** Where the demo data lies. */
  readonly demoFolder: string;
  readonly publicUrl: string;
  /** Passwords and keys are derived from it: the same secret gives the same ones at each start. */
  readonly secret: string;
}

/** Fills an installation with the demo. Running it again neither duplicates nor changes anything; after a crash it completes. */
export async function seedDemo(databaseUrl: string, options: SeedOptions): Promise<DemoDocument> {
  const store = await openAnnotationStore(databaseUrl, {
    connections: 4,
    readConnections: 1,
    applicationName: 'demo seed',
  });
  try {
    const database = new HubDatabase(store.dataSource, () => store.close());
    const { accounts, projects } = store;
    const imports = new ImportFiles(database, projects, store.writer);
    const { organizationId, userIds } = await seedPeople(database, accounts, options.secret);
    const ids: string[] = [];
    for (const set of demoSets)
      ids.push(
        await seedProject(
          set,
          { database, accounts, projects, imports },
          { organizationId, userIds, demoFolder: options.demoFolder },
        ),
      );
    return await demoDocument(database, ids, options);
  } finally {
    await store.close();
  }
}

async function demoDocument(
  database: HubDatabase,
  ids: readonly string[],
  options: SeedOptions,
): Promise<DemoDocument> {
  const projects = await database.rows<{ id: string; name: string; tasks: number }>(
    `select p.id, p.name, (select count(*)::int from annotation_store.tasks t
       where t.project_id = p.id and t.deleted_at is null) as tasks
     from annotation_store.projects p where p.id = any($1) and p.deleted_at is null order by array_position($1, p.id)`,
    [ids],
  );
  const roles = await database.rows<{ email: string; projectId: string; role: string }>(
    `select u.email, m.project_id as "projectId", m.role from annotation_store.project_members m
     join annotation_store.users u on u.id = m.user_id where m.project_id = any($1)`,
    [projects.map(({ id }) => id)],
  );
  const users = demoPeople.map((person) => ({
    email: person.email,
    ...credentialsOf(person, options.secret),
    role: person.role,
    projectRoles: Object.fromEntries(
      roles.filter(({ email }) => email === person.email).map(({ projectId, role }) => [projectId, role]),
    ),
  }));
  return { url: options.publicUrl, organization: demoOrganization, users, projects };
}
