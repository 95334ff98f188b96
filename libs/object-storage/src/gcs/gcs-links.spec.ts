import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { openGcsBucket } from './open-gcs-bucket.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const clientEmail = 'exports@project.iam.gserviceaccount.com';
const { links } = openGcsBucket({ clientEmail, privateKey: pem }, 'team-exports');

/** What Google does with a link. Source: Cloud Storage, "Signatures" and "Canonical requests". */
function isSigned(link: string): boolean {
  const { pathname, search, host } = new URL(link);
  const pairs = search.slice(1).split('&');
  const valueOf = (name: string): string =>
    decodeURIComponent(pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '');
  const query = pairs.filter((pair) => !pair.startsWith('X-Goog-Signature=')).sort();
  const canonical = `GET\n${pathname}\n${query.join('&')}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
  const scope = valueOf('X-Goog-Credential').split('/').slice(1).join('/');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const text = ['GOOG4-RSA-SHA256', valueOf('X-Goog-Date'), scope, digest].join('\n');
  return verify('sha256', Buffer.from(text), publicKey, Buffer.from(valueOf('X-Goog-Signature'), 'hex'));
}

describe('links to Google Cloud Storage', () => {
  const options = { expiresIn: 3600, fileName: 'Übung “1” 数据.zip', contentType: 'application/zip' };

  it('carry the signature of the service account', async () => {
    const { url } = await links.signDownload('exports/2026/a.zip', options);
    expect(url).toMatch(/^https:\/\/storage\.googleapis\.com\/team-exports\/exports\/2026\/a\.zip\?/);
    expect(isSigned(url)).toBe(true);
  });

  it.each([
    ['another object', (url: string) => url.replace('a.zip', 'b.zip')],
    ['more time', (url: string) => url.replace('X-Goog-Expires=3600', 'X-Goog-Expires=36000')],
    ['another name', (url: string) => url.replace('.zip', '.exe')],
  ])('are not good for %s', async (_, change) => {
    const { url } = await links.signDownload('exports/a.zip', options);
    expect(change(url)).not.toBe(url);
    expect(isSigned(change(url))).toBe(false);
  });

  it('hold for every key and name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 3 }),
        fc.string({ unit: 'grapheme' }),
        async (segments, fileName) => {
          const key = segments.map((segment) => segment.replace(/[/\\.\p{C}\u2028\u2029]/gu, '_')).join('/');
          const { url } = await links.signDownload(key, { ...options, fileName });
          expect(isSigned(url)).toBe(true);
          expect(decodeURIComponent(new URL(url).pathname)).toBe(`/team-exports/${key}`);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('last at most seven days, and say truly how long', async () => {
    const before = Date.now();
    const { url, expiresAt } = await links.signDownload('a.zip', { ...options, expiresIn: 30 * 24 * 3600 });
    const query = new URL(url).searchParams;
    expect(query.get('X-Goog-Expires')).toBe('604800');
    const signedAt = query.get('X-Goog-Date')!.replace(/^(.{4})(..)(.{5})(..)(..)Z$/, '$1-$2-$3:$4:$5Z');
    expect(expiresAt.getTime()).toBe(Date.parse(signedAt) + 604_800_000);
    expect(expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 604_800_000);
    expect(expiresAt.getTime()).toBeGreaterThan(before + 604_798_000);
  });
});

describe('a private key', () => {
  it('may have its line ends written as in a key file', async () => {
    const bucket = openGcsBucket({ clientEmail, privateKey: pem.replaceAll('\n', '\\n') }, 'team-exports');
    expect(isSigned((await bucket.links.signDownload('a.zip', { expiresIn: 60, fileName: 'a.zip' })).url)).toBe(true);
  });

  it.each(['-----BEGIN PRIVATE KEY-----\nsecret words\n-----END PRIVATE KEY-----\n', ''])(
    'that cannot be read is refused without showing it',
    (broken) => {
      const open = (): unknown => openGcsBucket({ clientEmail, privateKey: broken }, 'team-exports');
      expect(open).toThrow(expect.objectContaining({ code: 'bad-request', field: 'privateKey', value: undefined }));
      expect(open).not.toThrow(/secret words/);
    },
  );
});
