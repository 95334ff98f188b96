import type { EntityManager } from 'typeorm';

/** The time by the database's clock: services on several machines agree on it. */
export async function databaseNow(manager: EntityManager): Promise<Date> {
  const [row]: { now: Date }[] = await manager.query('select clock_timestamp() as now');
  if (!row) throw new Error('The database does not tell the time');
  return row.now;
}
