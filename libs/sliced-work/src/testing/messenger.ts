import type { Bus } from '@hub/event-bus';
import { envelopeSchema, parseEvent, type EventOf, type SliceDueDefinition } from '@hub/event-contracts';
import type { DataSource } from 'typeorm';

export type SliceDue = EventOf<SliceDueDefinition>;

/** A bus without a transport: what is published stays in the outbox table until the spec takes it. */
export const handDrivenBus: Bus = {
  transactional: null,
  send: async () => undefined,
  server: () => {
    throw new Error('a spec hands the events over itself');
  },
  sinceLastFetch: () => 0,
  close: async () => undefined,
};

/** Takes what was committed to the outbox, oldest first. The spec then delivers, repeats or loses it. */
export async function takePublished(
  dataSource: DataSource,
  schema: string,
  due: SliceDueDefinition,
): Promise<SliceDue[]> {
  const rows: { envelope: unknown }[] = await dataSource.query(
    `with taken as (delete from ${schema}.outbox where topic = $1 returning id, envelope)
     select envelope from taken order by id`,
    [due.topic],
  );
  return rows.map(({ envelope }) => parseEvent(due, envelopeSchema.parse(envelope)));
}
