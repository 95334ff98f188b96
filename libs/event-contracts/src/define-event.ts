import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/**
 * Two kinds of topics. `facts` say what happened and are keyed by the export, so one export stays in order.
 * `slices` are units of work without a key, so they spread over all workers of a group.
 */
export const topics = {
  exports: 'facts',
  'export-steps': 'facts',
  'plugin-sessions': 'facts',
  notifications: 'facts',
  'build-slices': 'slices',
  'delivery-slices': 'slices',
  'conversion-slices': 'slices',
} as const;
export type Topic = keyof typeof topics;
export type TopicKind = (typeof topics)[Topic];

/** CloudEvents 1.0, structured JSON mode; extension names are lower case because the standard demands it. */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  /** Unique per event; consumers drop an id they have seen. */
  id: z.string().min(1),
  /** `<aggregate>.<what-happened>.v<n>` */
  type: z.string(),
  /** The service that says it. */
  source: z.string(),
  /** The id of the aggregate: an export, a job, a session. */
  subject: z.string(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  /** Stays the same along one export. */
  correlationid: z.string(),
  /** The id of the event that led to this one; absent for the first of a chain. */
  causationid: z.string().optional(),
  data: z.unknown(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

export interface EventDefinition<S extends z.ZodType = z.ZodType> {
  readonly topic: Topic;
  readonly type: string;
  readonly summary: string;
  readonly publishedBy: readonly string[];
  readonly schema: S;
  /** A frozen example: once released it must parse for ever. */
  readonly sample: z.input<S>;
}

export type DataOf<E extends EventDefinition> = z.output<E['schema']>;

/** One declaration per event, used by publisher, subscriber, documentation and tests. */
export function defineEvent<S extends z.ZodType>(definition: EventDefinition<S>): EventDefinition<S> {
  return Object.freeze(definition);
}

/** An event as a handler sees it: the envelope with typed data. */
export interface EventOf<E extends EventDefinition> extends Envelope {
  readonly data: DataOf<E>;
}

/** What a publisher hands over: the event, where it goes and by which key it stays in order (null spreads). */
export interface OutgoingEvent {
  readonly topic: Topic;
  readonly key: string | null;
  readonly envelope: Envelope;
}

/** What led to an event: an envelope, or for repeats without one, the chain alone. */
export interface EventCause {
  readonly id?: string;
  readonly correlationid: string;
}

export interface EventContext {
  readonly source: string;
  readonly subject: string;
  /** The event being handled, if any: correlation and causation follow from it. */
  readonly cause?: EventCause;
}

/** Builds a validated outgoing event. Throws ZodError when `data` does not fit the declaration. */
export function createEvent<E extends EventDefinition>(
  definition: E,
  data: z.input<E['schema']>,
  context: EventContext,
): OutgoingEvent {
  return {
    topic: definition.topic,
    key: topics[definition.topic] === 'facts' ? context.subject : null,
    envelope: {
      specversion: '1.0',
      id: randomUUID(),
      type: definition.type,
      source: context.source,
      subject: context.subject,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      correlationid: context.cause?.correlationid ?? context.subject,
      causationid: context.cause?.id,
      data: definition.schema.parse(data),
    },
  };
}

/** Parses an envelope's data by its declaration. Throws ZodError. */
export function parseEvent<E extends EventDefinition>(definition: E, envelope: Envelope): EventOf<E> {
  return { ...envelope, data: definition.schema.parse(envelope.data) as DataOf<E> };
}
