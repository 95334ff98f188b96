import fc from 'fast-check';
import { QueryParameters } from './query-parameters.js';

const query = (text: string) => new QueryParameters(`/v2/export?${text}`);
const refused = (field: string, value: unknown) => expect.objectContaining({ code: 'bad-request', field, value });

/** The ways a value is written by known clients, none of which may change it. */
const encodings: Record<string, (value: string) => string> = {
  'form (SDK ≥ 1.2)': (value) => new URLSearchParams([['', value]]).toString().slice(1),
  'percent (curl, browsers)': encodeURIComponent,
  'as it is (SDK 1.0.10)': (value) => value.replace(/[%&+#]/g, encodeURIComponent),
};

describe('a list', () => {
  const names = fc.array(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((name) => name.trim() !== ''),
    { minLength: 1, maxLength: 5 },
  );

  it.each(Object.keys(encodings))('survives the encoding: %s', (encoding) => {
    fc.assert(
      fc.property(names, fc.boolean(), (list, escaped) => {
        const json = JSON.stringify(list);
        // Python's json.dumps writes everything beyond ASCII as \uXXXX
        const text = escaped
          ? json.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : json;
        expect(query(`stage=${encodings[encoding]!(text)}`).list('stage')).toEqual(list);
      }),
    );
  });

  it.each([
    ['%5B%22Label%22%2C+%22Complete%22%5D', ['Label', 'Complete']],
    ['["Complete"]', ['Complete']],
    ['week-1,week%202', ['week-1', 'week 2']],
    ['%5B%5D', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(query(`batches=${text}`).list('batches')).toEqual(expected);
    expect(query('').list('batches')).toBeUndefined();
  });

  it.each(['["Complete"', '{"a":1}', '[1]', '[null]', '"Complete"', '[""]', 'a,,b'])('refuses %s', (text) => {
    expect(() => query(`stage=${encodeURIComponent(text)}`).list('stage')).toThrow(refused('stage', text));
  });
});

describe('a toggle', () => {
  it.each([
    ['true', true],
    ['True', true],
    ['false', false],
    ['False', false],
  ])('%s', (text, expected) => expect(query(`x=${text}`).toggle('x', !expected)).toBe(expected));

  it('is its default when absent', () => expect(query('').toggle('x', true)).toBe(true));

  it.each(['1', 'yes', '', 'TRUE ', 'null'])('refuses %p', (text) => {
    expect(() => query(`x=${encodeURIComponent(text)}`).toggle('x', true)).toThrow(refused('x', text));
  });
});

describe('repeated parameters', () => {
  it('are refused where they are asked for', () => {
    const twice = query('format=json&format=ndjson&includeMask=true&includeMask=true');
    expect(() => twice.choice('format', ['json'], 'json')).toThrow(refused('format', 'json and ndjson'));
  });
});
