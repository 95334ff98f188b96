import { BuildSliceDue } from '@hub/event-contracts';
import type { Bus } from '@hub/event-bus';
import { outboxDdl, Transactions, serviceDatabase, type ServiceDatabaseOptions } from '@hub/outbox';
import { SlicedWork, slicedWorkDdl, type SliceWorker } from '@hub/sliced-work';
import { z } from 'zod';

export const schema = 'bench';
const milliseconds = z.number();
const nothing = z.null();
export type Milliseconds = number;
export type BenchWorker = SliceWorker<null, Milliseconds, null>;
export type BenchWork = SlicedWork<null, Milliseconds, null>;
type Database = ReturnType<typeof serviceDatabase>;

export const databaseOptions = (url: string): ServiceDatabaseOptions => ({ url, schema, migrations: [], poolSize: 4 });

export async function createTables(database: Database): Promise<void> {
  await database.query(`create schema ${schema}; ${outboxDdl(schema)} ${slicedWorkDdl(schema)}`);
}

/** Slices that only wait: the machine's cores are not what is measured. */
export function benchWork(
  dataSource: Database,
  bus: Bus,
  worker: BenchWorker,
): { work: BenchWork; transactions: Transactions } {
  const transactions = new Transactions(dataSource, bus, { source: 'export-builder', schema });
  const schemas = { context: nothing, input: milliseconds, result: nothing, outcome: nothing };
  const work = new SlicedWork({ transactions, dataSource, schema, due: BuildSliceDue, schemas, worker });
  return { work, transactions };
}
