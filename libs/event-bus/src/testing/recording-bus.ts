import {
  createEvent,
  type DataOf,
  type Envelope,
  type EventDefinition,
  type OutgoingEvent,
} from '@hub/event-contracts';
import { InMemoryBus } from '../in-memory/in-memory-bus.js';
import { until } from './until.js';

/** An in-memory bus that keeps what went over it: component specs play the other services by hand. */
export class RecordingBus extends InMemoryBus {
  readonly sent: Envelope[] = [];

  override async send(events: readonly OutgoingEvent[]): Promise<void> {
    this.sent.push(...events.map((event) => event.envelope));
    await super.send(events);
  }

  /** Publishes as another service would. */
  say<E extends EventDefinition>(definition: E, subject: string, data: DataOf<E>): Promise<void> {
    return this.send([createEvent(definition, data as never, { source: 'spec', subject })]);
  }

  /** The data of all events of a kind about a subject, so far. */
  said<E extends EventDefinition>(definition: E, subject: string): DataOf<E>[] {
    const events = this.sent.filter((event) => event.type === definition.type && event.subject === subject);
    return events.map((event) => definition.schema.parse(event.data) as DataOf<E>);
  }

  /** The n-th event of a kind about a subject, when it has come. */
  async hears<E extends EventDefinition>(definition: E, subject: string, nth = 1): Promise<DataOf<E>> {
    await until(() => this.said(definition, subject).length >= nth);
    return this.said(definition, subject)[nth - 1] as DataOf<E>;
  }
}
