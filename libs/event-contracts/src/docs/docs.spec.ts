import { catalogue } from '../catalogue.js';
import { asyncApi } from './asyncapi.js';
import { eventsMarkdown } from './events-markdown.js';
import { freeze } from './frozen-samples.js';

interface Document {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  operations: Record<string, { channel: { $ref: string }; messages: { $ref: string }[] }>;
  components: { messages: Record<string, { payload: { properties: { data: object }; required: string[] } }> };
}
const document = asyncApi() as Document;

/** Follows `#/a/b/c`. */
const resolve = (reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document);

describe('the AsyncAPI document', () => {
  it('describes every event on the channel of its topic', () => {
    for (const event of catalogue) {
      const channel = document.channels[event.topic];
      expect(channel?.address).toBe(event.topic);
      expect(Object.keys(channel?.messages ?? {})).toContain(`${event.topic}.${event.type}`);
    }
  });

  it('has no reference into nothing', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"(#[^"]*)"/g)].map(
      ([, reference]) => reference ?? '',
    );
    expect(references.length).toBeGreaterThan(catalogue.length);
    for (const reference of references) expect(resolve(reference)).toBeDefined();
  });

  it('demands the data and leaves it open for later fields', () => {
    for (const { payload } of Object.values(document.components.messages)) {
      expect(payload.required).toContain('data');
      expect(JSON.stringify(payload)).not.toContain('"additionalProperties":false');
    }
  });
});

describe('docs/events.md', () => {
  it('names every event with its fields', () => {
    const text = eventsMarkdown();
    for (const event of catalogue) {
      expect(text).toContain(`### ${event.type}\n\n${event.summary}`);
      for (const field of Object.keys(event.sample as object))
        expect(text).toMatch(new RegExp(`\\| \`${field}\\??\` \\|`));
    }
  });
});

describe('freeze', () => {
  it('adds new events and never changes a frozen sample', () => {
    const frozen = freeze({ 'exports/export.requested.v1': 'as it was', 'exports/gone.v1': 'kept' });
    expect(frozen).toMatchObject({ 'exports/export.requested.v1': 'as it was', 'exports/gone.v1': 'kept' });
    expect(Object.keys(frozen)).toHaveLength(catalogue.length + 1);
  });
});
