import fc from 'fast-check';
import { checkBucketName, type BucketNameRules } from './bucket-name.js';

const kinds: readonly BucketNameRules[] = [
  { kind: 'aws-keys' },
  { kind: 'aws-role' },
  { kind: 's3-compatible', pathStyle: true },
  { kind: 's3-compatible', pathStyle: false },
  { kind: 'gcs-service-account' },
  { kind: 'gcs-hmac' },
];

it.each(kinds)('takes an ordinary name for %j', (rules) => {
  for (const name of ['exports', 'my-exports.example.com', 'a1b', 'x'.repeat(63)])
    expect(checkBucketName(name, rules)).toBe(name);
});

it.each<[string, BucketNameRules]>([
  ['my_exports', { kind: 's3-compatible', pathStyle: true }],
  ['my_exports', { kind: 'gcs-hmac' }],
  [`${'x'.repeat(60)}.${'y'.repeat(60)}`, { kind: 'gcs-service-account' }],
])('takes %s for %j', (name, rules) => {
  expect(checkBucketName(name, rules)).toBe(name);
});

it.each<[string, BucketNameRules]>([
  ['my_exports', { kind: 'aws-keys' }],
  ['my_exports', { kind: 's3-compatible', pathStyle: false }],
  ['My-exports', { kind: 's3-compatible', pathStyle: true }],
  ['exports-s3alias', { kind: 'aws-role' }],
  ['xn--exports', { kind: 'aws-keys' }],
  ['a.-b', { kind: 'aws-keys' }],
  ['goog-exports', { kind: 'gcs-hmac' }],
  ['my-google-exports', { kind: 'gcs-service-account' }],
  ['y'.repeat(64), { kind: 'gcs-service-account' }],
])('refuses %s for %j', (name, rules) => {
  expect(() => checkBucketName(name, rules)).toThrow(
    expect.objectContaining({ code: 'bad-request', field: 'bucket', value: name, expected: expect.any(String) }),
  );
});

it.each(kinds)('refuses what could be another host, path or query for %j', (rules) => {
  for (const name of [
    '',
    'ab',
    's3://exports',
    'exports/2023',
    'evil.com#',
    'a@b',
    'a?b',
    'a:80',
    'a b',
    '127.0.0.1',
    'a..b',
    '-ab',
    'ab-',
    '.ab',
    'ab\n',
    'exp\u00f6rts',
    'x'.repeat(223),
  ])
    expect(() => checkBucketName(name, rules)).toThrow(expect.objectContaining({ code: 'bad-request' }));
});

it('lets nothing through that changes an address', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 70 }), fc.constantFrom(...kinds), (name, rules) => {
      try {
        checkBucketName(name, rules);
      } catch {
        return;
      }
      expect(new URL(`https://${name}.store.test/x`).hostname).toBe(`${name.toLowerCase()}.store.test`);
      expect(new URL(`https://store.test/${name}/x`).pathname).toBe(`/${name}/x`);
    }),
  );
});
