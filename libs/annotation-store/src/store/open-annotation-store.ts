import { DataSource } from 'typeorm';
import { Accounts } from '../accounts/accounts.js';
import { StoreCallerResolver } from '../accounts/store-caller-resolver.js';
import { Projects } from '../projects/projects.js';
import type { AnnotationSource } from '../read/annotation-source.js';
import { openReadPool } from '../read/copy/read-pool.js';
import { PostgresAnnotationSource } from '../read/postgres-annotation-source.js';
import { Issues } from '../write/issues.js';
import { PostgresTaskWriter } from '../write/postgres-task-writer.js';
import type { TaskWriter } from '../write/task-writer.js';

export interface AnnotationStoreOptions {
  /** Connections for everything but exports. */
  readonly connections?: number;
  /** Connections for reading exports. */
  readonly readConnections?: number;
  /** Milliseconds a statement of `source` may take. Default: no limit, as a build reads for as long as it writes. */
  readonly readTimeout?: number;
  readonly applicationName?: string;
}

export interface AnnotationStore {
  readonly dataSource: DataSource;
  readonly source: AnnotationSource;
  readonly writer: TaskWriter;
  readonly issues: Issues;
  readonly accounts: Accounts;
  readonly callers: StoreCallerResolver;
  readonly projects: Projects;
  /** May be called again: everybody waits for the same end. */
  close(): Promise<void>;
}

/** Opens the store of a migrated database. `close` ends every connection. */
export async function openAnnotationStore(
  databaseUrl: string,
  options: AnnotationStoreOptions = {},
): Promise<AnnotationStore> {
  const { connections = 10, readConnections = 4, readTimeout, applicationName = 'annotation-store' } = options;
  const dataSource = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    schema: 'annotation_store',
    applicationName,
    connectTimeoutMS: 10_000,
    extra: { max: connections, statement_timeout: 120_000, idle_in_transaction_session_timeout: 300_000 },
  });
  await dataSource.initialize();
  const readPool = openReadPool(databaseUrl, readConnections, `${applicationName} exports`, readTimeout);
  const accounts = new Accounts(dataSource);
  let closed: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    await readPool.end();
    await dataSource.destroy();
  };
  return {
    dataSource,
    source: new PostgresAnnotationSource(readPool),
    writer: new PostgresTaskWriter(),
    issues: new Issues(),
    accounts,
    callers: new StoreCallerResolver(accounts),
    projects: new Projects(dataSource),
    close: () => (closed ??= closeAll()),
  };
}
