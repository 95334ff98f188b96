import { catalogue } from '../catalogue.js';
import { topics, type EventDefinition, type Topic } from '../define-event.js';
import { dataSchema, type JsonSchema } from './json-schema.js';
import { sampleEnvelope } from './sample-envelope.js';

const head = `# Events

Generated from \`libs/event-contracts\` by \`node scripts/generate-docs.mjs\`; do not edit.

Every event travels in a CloudEvents 1.0 envelope (structured JSON mode). Delivery is at least once and in order per key:
drop an \`id\` you have seen. A type keeps its meaning for ever: fields may be added to it, a change of meaning is a new
version. \`exports\` is the public contract, the other topics are internal. An event that a consumer group \`<group>\` could
not handle lies on \`<topic>.<group>.dlq\` with its reason.
`;

function section(topic: Topic): string {
  const events = catalogue.filter((event) => event.topic === topic);
  if (events.length === 0) return '';
  const kind =
    topics[topic] === 'facts'
      ? 'Facts, keyed by the subject: one export stays in order.'
      : 'Slices of work, without a key: they spread over the workers.';
  return [`## ${topic}`, kind, ...events.map(describe)].join('\n\n');
}

function describe(event: EventDefinition): string {
  return [
    `### ${event.type}`,
    `${event.summary} Published by ${event.publishedBy.join(', ')}.`,
    ['| field of `data` | type |', '|---|---|', ...fields(dataSchema(event))].join('\n'),
    ['```json', JSON.stringify(sampleEnvelope(event), null, 2), '```'].join('\n'),
  ].join('\n\n');
}

/** One row per field, nested ones by their path; `?` marks what may be absent. */
function fields(schema: JsonSchema, path = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    const full = path + name;
    const element = (field.items ?? {}) as JsonSchema;
    const below = field.properties ? fields(field, `${full}.`) : fields(element, `${full}[].`);
    return [`| \`${full}${optional}\` | ${typeOf(field)} |`, ...below];
  });
}

function typeOf(schema: JsonSchema): string {
  if ('const' in schema) return `\`${JSON.stringify(schema.const)}\``;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${String(value)}\``).join(' ');
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((each) => typeOf(each as JsonSchema)).join(' or ');
  if (schema.type === 'array') return `list of ${typeOf((schema.items ?? {}) as JsonSchema)}`;
  return [schema.type, schema.format].filter(Boolean).join(', ') || 'any';
}

/** The catalogue for people: docs/events.md. */
export function eventsMarkdown(): string {
  const sections = (Object.keys(topics) as Topic[]).map(section).filter(Boolean);
  return `${[head.trimEnd(), ...sections].join('\n\n')}\n`;
}
