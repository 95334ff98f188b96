import { catalogue } from '../catalogue.js';
import { topics, type EventDefinition, type Topic } from '../define-event.js';
import { messageSchema } from './json-schema.js';
import { eventName, sampleEnvelope } from './sample-envelope.js';

const messageId = (event: EventDefinition): string => eventName(event).replace('/', '.');
const reference = ($ref: string): { $ref: string } => ({ $ref });

const descriptions: Readonly<Record<Topic, string>> = {
  exports: 'The public contract: what happened to an export. One export stays in order.',
  'export-steps': 'What the steps of an export tell each other. Internal.',
  'plugin-sessions': 'Runs of external plugins.',
  notifications: 'Who was told what.',
  'build-slices': 'Slices of builds, for any builder. Internal.',
  'delivery-slices': 'Slices of deliveries, for any router. Internal.',
  'conversion-slices': 'Slices of conversions, for any converter. Internal.',
};

function channel(topic: Topic, events: readonly EventDefinition[]): object {
  return {
    address: topic,
    description: descriptions[topic],
    messages: Object.fromEntries(
      events.map((event) => [messageId(event), reference(`#/components/messages/${messageId(event)}`)]),
    ),
  };
}

function operation(topic: Topic, events: readonly EventDefinition[]): object {
  const messages = events.map((event) => reference(`#/channels/${topic}/messages/${messageId(event)}`));
  return { action: 'send', channel: reference(`#/channels/${topic}`), messages };
}

function message(event: EventDefinition): object {
  const keyed = topics[event.topic] === 'facts';
  return {
    name: event.type,
    title: event.type,
    summary: event.summary,
    contentType: 'application/cloudevents+json',
    tags: event.publishedBy.map((name) => ({ name })),
    ...(keyed && { bindings: { kafka: { key: { type: 'string', description: 'The subject.' } } } }),
    payload: messageSchema(event),
    examples: [{ name: 'sample', payload: sampleEnvelope(event) }],
  };
}

/** The catalogue as an AsyncAPI 3.0 document. Topics without events yet are left out. */
export function asyncApi(): object {
  const names = Object.keys(topics) as Topic[];
  const byTopic = names
    .map((topic) => [topic, catalogue.filter((event) => event.topic === topic)] as const)
    .filter(([, events]) => events.length > 0);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Hub Exports',
      version: '1.0.0',
      description:
        'Events in CloudEvents 1.0 envelopes, structured JSON mode. Delivery is at least once: drop an `id` you have seen. ' +
        'A type keeps its meaning for ever; fields may be added, so ignore what you do not know.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(byTopic.map(([topic, events]) => [topic, channel(topic, events)])),
    operations: Object.fromEntries(byTopic.map(([topic, events]) => [`publish-${topic}`, operation(topic, events)])),
    components: { messages: Object.fromEntries(catalogue.map((event) => [messageId(event), message(event)])) },
  };
}
