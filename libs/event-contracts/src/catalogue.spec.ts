import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from './catalogue.js';
import { createEvent, envelopeSchema, parseEvent, topics } from './define-event.js';
import type { FrozenSamples } from './docs/frozen-samples.js';
import { eventName, sampleEnvelope } from './docs/sample-envelope.js';

const frozen = JSON.parse(readFileSync(join(__dirname, 'frozen-samples.json'), 'utf8')) as FrozenSamples;
const services = ['export-api', 'export-builder', 'storage-router', 'plugin-converter', 'notifier', 'hub-api'];
const events = catalogue.map((event) => [eventName(event), event] as const);

describe.each(events)('%s', (name, event) => {
  it('has a well-formed type on a known topic, and known publishers', () => {
    expect(event.type).toMatch(/^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+\.v[1-9]\d*$/);
    expect(Object.keys(topics)).toContain(event.topic);
    expect(event.publishedBy.length).toBeGreaterThan(0);
    for (const publisher of event.publishedBy) expect(services).toContain(publisher);
    if (event.topic === 'exports') expect(event.publishedBy).toEqual(['export-api']);
  });

  it('has a sample that survives the journey', () => {
    const { envelope, key } = createEvent(event, event.sample, { source: event.publishedBy[0] ?? '', subject: 's' });
    const arrived = parseEvent(event, envelopeSchema.parse(JSON.parse(JSON.stringify(envelope))));
    expect(arrived.data).toEqual(event.sample);
    expect(key).toBe(topics[event.topic] === 'facts' ? 's' : null);
  });

  it('still reads what was frozen at its release: a new event is frozen by `node scripts/generate-docs.mjs`', () => {
    expect(Object.keys(frozen)).toContain(name);
    const arrived = parseEvent(event, envelopeSchema.parse({ ...sampleEnvelope(event), data: frozen[name] }));
    expect(arrived.data).toEqual(frozen[name]);
  });
});

it('names every event once, and still has every event that was ever frozen', () => {
  const names = events.map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.sort()).toEqual(Object.keys(frozen).sort());
});
