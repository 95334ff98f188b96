import fc from 'fast-check';
import { verifySignature, type ReceivedRequest } from '../testing/verify-signature.js';
import { goog4Authorization } from './goog4-signature.js';

const key = { accessKeyId: 'GOOG1EXAMPLE', secretAccessKey: 'secret' };
const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
const secretOf = (id: string): string | null => (id === key.accessKeyId ? key.secretAccessKey : null);

interface Parts {
  readonly path: string;
  readonly query: Record<string, string>;
  readonly mark: string;
}

/** Signs as we do, then gives what arrives at the other end. */
function sent({ path, query, mark }: Parts): ReceivedRequest {
  const headers = {
    host: 'storage.googleapis.com',
    'content-type': 'application/zip',
    'x-goog-date': date,
    'x-goog-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-goog-if-generation-match': '0',
    'x-goog-meta-mark': mark,
  };
  const encoded = path.split('/').map(encode).join('/');
  const authorization = goog4Authorization({ method: 'PUT', path: `/${encoded}`, query, headers }, key);
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const url = `/${encoded}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
  return { method: 'PUT', url, headers: { ...headers, authorization }, body: Buffer.alloc(0) };
}
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
/** Of keys as the guard lets them through: no `.` and `..`, no slash of their own. */
const segment = text.filter((each) => !each.includes('/') && !/^\.+$/.test(each));
const parts = fc.record({
  path: fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/')),
  query: fc.dictionary(text, text, { maxKeys: 3 }),
  mark: fc.string({ unit: fc.constantFrom('a', 'B', '7', ' ', '-') }),
});

it('is what the other end computes, for any key, query and mark', () => {
  fc.assert(
    fc.property(parts, (each) => {
      expect(verifySignature(sent(each), secretOf)).toEqual({
        accessKeyId: key.accessKeyId,
        region: 'auto',
        service: 'storage',
        dialect: 'GOOG4',
      });
    }),
  );
});

it.each([
  ['another method', { method: 'POST' }],
  ['another key', { url: '/bucket/other' }],
  ['another query', { url: '/bucket/key?a=2' }],
  ['another condition', { header: { 'x-goog-if-generation-match': '1' } }],
  ['a header that is not signed', { header: { 'x-goog-acl': 'public-read' } }],
])('does not hold for %s', (_what, change: { method?: string; url?: string; header?: Record<string, string> }) => {
  const { header, ...rest } = change;
  const request = sent({ path: 'bucket/key', query: { a: '1' }, mark: 'x' });
  const forged = { ...request, ...rest, headers: { ...request.headers, ...header } };
  expect(() => verifySignature(request, secretOf)).not.toThrow();
  expect(() => verifySignature(forged, secretOf)).toThrow(/SignatureDoesNotMatch|AccessDenied/);
});
