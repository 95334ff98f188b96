import { onlyNewKey, withNewKey } from './rotate-key-ring.js';

it('puts a new key in front, with an id of its own', () => {
  const old = 'MQ==';
  const ring = withNewKey(`7:${old}`);
  expect(ring).toMatch(/^8:[\w+/]{43}=,7:MQ==$/);
  expect(withNewKey(`seven:${old}`)).toMatch(/^1:[\w+/]{43}=,seven:MQ==$/);
  expect(withNewKey(`7:${old}`)).not.toBe(ring);
});

it('goes on with a rotation that was cut off', () => {
  const ring = withNewKey('1:MQ==');
  expect(withNewKey(ring)).toBe(ring);
  expect(onlyNewKey(ring)).toBe(ring.split(',')[0]);
  expect(withNewKey(onlyNewKey(ring))).toMatch(/^3:/);
});
