import { InMemoryBus } from '@hub/event-bus';
import type { DataOf, EventDefinition, OutgoingEvent } from '@hub/event-contracts';

/** The in-memory bus, remembering what was sent. Several share one state as processes share a broker. */
export class RecordingBus extends InMemoryBus {
  readonly sent: OutgoingEvent[] = [];

  override async send(events: readonly OutgoingEvent[]): Promise<void> {
    await super.send(events);
    this.sent.push(...events);
  }

  /** The data of the events of this kind about one export. */
  of<E extends EventDefinition>(definition: E, exportId: string): DataOf<E>[] {
    return this.sent
      .filter(({ envelope }) => envelope.type === definition.type && envelope.subject === exportId)
      .map(({ envelope }) => envelope.data as DataOf<E>);
  }
}
