import { z } from 'zod';
import { createEvent, defineEvent, parseEvent } from './define-event.js';

const Counted = defineEvent({
  topic: 'exports',
  type: 'spec.counted.v1',
  summary: 'Only in specs.',
  publishedBy: ['spec'],
  schema: z.object({ n: z.number() }),
  sample: { n: 1 },
});
const Due = defineEvent({ ...Counted, topic: 'build-slices', type: 'spec.due.v1' });

describe('createEvent', () => {
  it('keys facts by their subject and lets slices spread', () => {
    expect(createEvent(Counted, { n: 1 }, { source: 'svc', subject: 'e1' }).key).toBe('e1');
    expect(createEvent(Due, { n: 1 }, { source: 'svc', subject: 'e1' }).key).toBeNull();
  });

  it('starts a correlation with the first event and keeps it along the chain', () => {
    const first = createEvent(Counted, { n: 1 }, { source: 'a', subject: 'export-1' }).envelope;
    const second = createEvent(Counted, { n: 2 }, { source: 'b', subject: 'job-1', cause: first }).envelope;
    const third = createEvent(Counted, { n: 3 }, { source: 'c', subject: 'mail-1', cause: second }).envelope;
    expect([first, second, third].map(({ correlationid }) => correlationid)).toEqual([
      'export-1',
      'export-1',
      'export-1',
    ]);
    expect([first, second, third].map(({ causationid }) => causationid)).toEqual([undefined, first.id, second.id]);
    expect(new Set([first.id, second.id, third.id]).size).toBe(3);
  });

  it('refuses data that does not fit the declaration', () => {
    expect(() => createEvent(Counted, { n: 'one' as unknown as number }, { source: 'a', subject: 's' })).toThrow(
      z.ZodError,
    );
  });
});

it('drops fields that a later release added', () => {
  const { envelope } = createEvent(Counted, { n: 1 }, { source: 'a', subject: 's' });
  expect(parseEvent(Counted, { ...envelope, data: { n: 1, added: true } }).data).toEqual({ n: 1 });
});
