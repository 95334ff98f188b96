import {
  createEvent,
  defineEvent,
  topics,
  type EventDefinition,
  type OutgoingEvent,
  type Topic,
} from '@hub/event-contracts';
import { z } from 'zod';

const probe = (topic: Topic, type: string) =>
  defineEvent({
    topic,
    type,
    summary: 'Only in specs.',
    publishedBy: ['spec'],
    schema: z.object({ n: z.number() }),
    sample: { n: 1 },
  });

/** Two types of one topic, one of another, a slice, and one that nobody handles. */
export const Happened = probe('exports', 'probe.happened.v1');
export const Noted = probe('exports', 'probe.noted.v1');
export const Ignored = probe('exports', 'probe.ignored.v1');
export const StepTaken = probe('export-steps', 'probe.step-taken.v1');
export const Due = probe('build-slices', 'probe.due.v1');
export const probeTopics: readonly Topic[] = ['exports', 'export-steps', 'build-slices'];

export const probeEvent = (definition: EventDefinition, n: unknown, key = 'one'): OutgoingEvent => {
  const event = createEvent(definition, { n: 0 }, { source: 'spec', subject: key });
  return {
    ...event,
    key: topics[definition.topic] === 'facts' ? key : null,
    envelope: { ...event.envelope, data: { n } },
  };
};
