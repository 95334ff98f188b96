import fc from 'fast-check';
import { checkKey } from '../guard/key-rules.js';
import { pathPlaceholders, type PathValues } from './path-placeholders.js';
import { checkPathTemplate, fixedFolder, keyUnder, mostFileNameBytes, renderPath } from './path-template.js';

const values: PathValues = {
  project: 'Street scenes',
  projectId: '65f0000000000000000000b1',
  exportId: '65f0000000000000000000e1',
  // in Berlin it is the 25th already
  requestedAt: new Date('2026-11-24T23:30:01.999Z'),
  format: 'ndjson',
  kind: 'original',
};
const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'bad-request', field: 'path', message: expect.stringMatching(message) });

describe('a path template', () => {
  it.each([
    ['exports', 'exports'],
    ['exports/2023', 'exports/2023'],
    ['/exports/', 'exports'],
    [' exports ', 'exports'],
    ['', ''],
    [' / ', ''],
    ['u\u0308', '\u00fc'],
    ['Kunde A/製品/con', 'Kunde A/製品/con'],
  ])('%j is kept as %j', (template, kept) => {
    expect(checkPathTemplate(template)).toBe(kept);
    expect(renderPath(template, values)).toBe(kept);
  });

  it.each<[string, RegExp]>([
    ['exports//2023', /two slashes/],
    ['../other', /\. or \.\./],
    ['a/./b', /\. or \.\./],
    ['a/..', /\. or \.\./],
    ['exports\\2023', /backslash/],
    ['exports\n', /invisible/],
    ['a\u202etxt', /invisible/],
    ['a\ufeffb', /invisible/],
    ['a\ud800', /invisible/],
    ['a /b', /blank/],
    ['{user}', /unknown placeholder \{user\}/],
    ['{constructor}', /unknown placeholder/],
    ['{Date}', /unknown placeholder/],
    ['{date', /brace/],
    ['a}b', /brace/],
    ['{{date}}', /brace/],
    ['{batch}', /continuous/],
  ])('%j is refused', (template, message) => {
    expect(() => checkPathTemplate(template)).toThrow(refused(message));
  });

  it.each<[string, string, RegExp]>([
    ['one folder', 'x'.repeat(256), /folder name longer/],
    ['one folder when filled', '{project}{project}{project}', /folder name longer/],
    ['all folders', Array.from({ length: 8 }, () => 'ü'.repeat(50)).join('/'), /longer than 768/],
    ['all folders when filled', Array.from({ length: 8 }, () => '{project}').join('/'), /may become longer/],
    ['nothing but slashes', '/'.repeat(5000), /longer/],
  ])('is refused where it is too long: %s', (_, template, message) => {
    expect(() => checkPathTemplate(template)).toThrow(refused(message));
  });

  it('names the field it came in, and what would be right', () => {
    expect(() => checkPathTemplate('..', { field: 'destination.path' })).toThrow(
      expect.objectContaining({ field: 'destination.path', value: '..', expected: expect.stringContaining('{year}') }),
    );
  });

  it.each([
    ['exports/{year}/x', 'exports'],
    ['a/b', 'a/b'],
    ['a/b-{project}', 'a'],
    ['{project}', ''],
    ['', ''],
  ])('%j stays within %j', (template, folder) => {
    expect(fixedFolder(template)).toBe(folder);
  });

  it('takes {batch} where batches are', () => {
    expect(checkPathTemplate('c/{batch}', { batch: true })).toBe('c/{batch}');
  });
});

describe('a rendered path', () => {
  it('has the time of the request in UTC', () => {
    const template = '{project}/{projectId}-{exportId}/{date}/{year}/{month}/{day}/{time}/{format}.{kind}';
    expect(renderPath(template, values)).toBe(
      'Street_scenes/65f0000000000000000000b1-65f0000000000000000000e1/2026-11-24/2026/11/24/23-30-01/ndjson.original',
    );
  });

  it.each([
    ['..', '__'],
    ['.', '_'],
    ['', '_'],
    ['a/../../b', 'a_.._.._b'],
    ['{date}', '_date_'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['製品 (1)', '製品__1_'],
  ])('makes a project named %j the folder %j', (project, folder) => {
    expect(renderPath('{project}', { ...values, project })).toBe(folder);
  });

  it('is one spelling of Unicode, also where value and text meet', () => {
    expect(renderPath('a{project}', { ...values, project: '\u0308' })).toBe('\u00e4');
  });

  it('cuts long values between characters', () => {
    expect(renderPath('{project}', { ...values, project: 'xé'.repeat(100) })).toBe('xé'.repeat(32));
    expect(renderPath('{kind}', { ...values, kind: 'x' + 'é'.repeat(100) })).toBe('x' + 'é'.repeat(7));
  });

  const literal = fc
    .stringMatching(/^[a-zäöü製.~+ -]{1,12}$/)
    .filter((text) => text.trim() === text && !/^\.*$/.test(text));
  const piece = fc.oneof(
    literal,
    fc.constantFrom(...pathPlaceholders).map((name) => `{${name}}`),
  );
  const template = fc
    .array(fc.array(piece, { minLength: 1, maxLength: 3 }), { maxLength: 4 })
    .map((segments) => segments.map((pieces) => pieces.join('')).join('/'))
    .filter((path) => {
      try {
        return checkPathTemplate(path, { batch: true }) === path;
      } catch {
        return false;
      }
    });
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('', '.', '..', '...', '/', '\\', '../..', '\u0000', 'con', '\u0338', '\u1fef', 'ﷺ'.repeat(99)),
  );
  const anyValues = fc.record({
    project: text,
    projectId: text,
    exportId: text,
    requestedAt: fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z') }).filter((date) => !isNaN(+date)),
    format: text,
    kind: text,
    batch: text,
  });

  it('is a sound key below its folder, whatever the values', () => {
    fc.assert(
      fc.property(template, anyValues, (path, anything) => {
        const rendered = renderPath(path, anything);
        const key = keyUnder(rendered, 'ü'.repeat(127) + 'x');
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
        expect(() => checkKey(key)).not.toThrow();
        expect(rendered.split('/')).toHaveLength(path.split('/').length);
        const fixed = fixedFolder(path);
        expect(fixed === '' || `${rendered}/`.startsWith(`${fixed}/`)).toBe(true);
        expect(rendered.normalize('NFC')).toBe(rendered);
        for (const segment of rendered.split('/')) expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255);
      }),
      { numRuns: 1000 },
    );
  });

  it('has every value in the segment of its placeholder only', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const at = (project: string) => renderPath('a/{project}/b', { ...values, project }).split('/');
        const [first, second] = [at(one), at(other)];
        expect([first[0], first[2], first.length]).toEqual(['a', 'b', 3]);
        expect([second[0], second[2], second.length]).toEqual(['a', 'b', 3]);
      }),
    );
  });

  it('takes any template or says what is wrong', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (any) => {
        let kept: string;
        try {
          kept = checkPathTemplate(any);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-request', field: 'path' });
          return;
        }
        expect(checkPathTemplate(kept)).toBe(kept);
        expect(() => checkKey(keyUnder(renderPath(kept, values), 'x'.repeat(mostFileNameBytes)))).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});
