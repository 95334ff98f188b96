import { assertEndpoint } from './assert-endpoint.js';
import { guardSettings } from './guard-settings.js';

const closed = guardSettings.parse({});
const open = guardSettings.parse({ OUTBOUND_ALLOW: '10.0.0.0/8:9001, 127.0.0.1' });

it.each([
  'https://s3.example.com',
  'https://s3.example.com:9000/',
  'https://s3.example.com/base/path',
  'https://8.8.8.8',
  'https://[2606:4700::1]:8443',
])('takes %s', (url) => expect(assertEndpoint(url, closed, 'endpoint').href).toBe(new URL(url).href));

it.each([
  ['not an address', 'no address', 'This is not an address'],
  ['ftp://example.com', 'ftp:', 'Only https'],
  ['file:///etc/passwd', 'file:', 'Only https'],
  ['gopher://example.com', 'gopher:', 'Only https'],
  ['https://user:secret@example.com', 'example.com', 'Credentials'],
  ['https://example.com/?a=1', 'example.com', 'query'],
  ['https://example.com/#a', 'example.com', 'fragment'],
  ['http://s3.example.com', 's3.example.com', 'plain http'],
  ['https://s3.example.com:22', 's3.example.com', 'port 22'],
  ['https://10.0.0.1', '10.0.0.1', 'private'],
  ['https://0x7f.1', '127.0.0.1', 'loopback'],
  ['https://2130706433', '127.0.0.1', 'loopback'],
  ['https://[::ffff:127.0.0.1]', '[::ffff:7f00:1]', 'loopback'],
  ['https://①②⑦.0.0.1', '127.0.0.1', 'loopback'],
  ['https://metadata.google.internal', 'metadata.google.internal', 'metadata'],
])('refuses %s', (url, value, reason) => {
  let refusal: unknown;
  try {
    assertEndpoint(url, closed, 'endpoint');
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({ code: 'address-refused', fault: 'user', field: 'endpoint', retryable: false });
  expect(refusal).toMatchObject({ message: expect.stringContaining(reason) });
  if (value !== 'no address') expect(refusal).toMatchObject({ value });
});

it('never repeats a password', () => {
  expect(() => assertEndpoint('https://user:secret@example.com', closed, 'endpoint')).not.toThrow(/secret/);
});

it('leaves names to the socket where the operator allows something they may resolve to', () => {
  expect(() => assertEndpoint('http://minio.internal.example:9001', open, 'endpoint')).not.toThrow();
  expect(() => assertEndpoint('http://127.0.0.1:20048', open, 'endpoint')).not.toThrow();
  expect(() => assertEndpoint('http://10.0.0.1:9002', open, 'endpoint')).toThrow('private');
});
