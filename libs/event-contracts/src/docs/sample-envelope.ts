import { topics, type Envelope, type EventDefinition } from '../define-event.js';

/** The id of the aggregate in a sample: facts are about an export. */
const subject = '65f0000000000000000000e1';

/** An event's frozen sample as it travels. The same on every run. */
export const sampleEnvelope = (event: EventDefinition): Envelope => ({
  specversion: '1.0',
  id: '7d9f4c1e-3b52-4f0e-9a77-2f6f0c9d1a10',
  type: event.type,
  source: event.publishedBy[0] ?? '',
  subject,
  time: '2026-11-24T10:00:00.000Z',
  datacontenttype: 'application/json',
  correlationid: subject,
  data: event.sample,
});

/** Names an event uniquely: the type of slices is the same on three topics. */
export const eventName = (event: EventDefinition): string => `${event.topic}/${event.type}`;

export const keyOf = (event: EventDefinition): 'subject' | null => (topics[event.topic] === 'facts' ? 'subject' : null);
