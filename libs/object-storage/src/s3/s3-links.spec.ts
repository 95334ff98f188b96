import { verifySignature } from '../testing/verify-signature.js';
import { makeS3Client } from './s3-client.js';
import { S3LinkSigner } from './s3-links.js';

const keys = { accessKeyId: 'id', secretAccessKey: 'secret' };
const client = makeS3Client({
  region: 'eu-central-1',
  endpoint: 'https://s3.test',
  pathStyle: true,
  credentials: keys,
});
const options = { expiresIn: 600, fileName: 'Übung "1".zip', contentType: 'application/zip' };
const endsIn = (seconds: number) =>
  new S3LinkSigner('bucket', () => Promise.resolve({ client, expiresAt: inSeconds(seconds) }));
const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000);
const secondsTo = (date: Date): number => (date.getTime() - Date.now()) / 1000;
const expiresOf = (url: string): number => Number(new URL(url).searchParams.get('X-Amz-Expires'));

const check = (url: string) => {
  const { host, pathname, search } = new URL(url);
  const request = { method: 'GET', url: `${pathname}${search}`, headers: { host }, body: Buffer.alloc(0) };
  return verifySignature(request, (id) => (id === keys.accessKeyId ? keys.secretAccessKey : null));
};

it('is signed for GET of this key, under this name, in this region', async () => {
  const { url } = await endsIn(3600).signDownload('a/ü (1).zip', options);
  expect(check(url)).toEqual({ accessKeyId: 'id', region: 'eu-central-1', service: 's3', dialect: 'AWS4' });
  expect(new URL(url).searchParams.get('response-content-disposition')).toContain('%C3%9Cbung');
  const forged = [url.replace('.zip?', '.exe?'), url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=86400'), `${url}&a=1`];
  for (const each of forged) expect(() => check(each)).toThrow('SignatureDoesNotMatch');
});

it.each([
  ['as long as asked for', 600, 3600, 600],
  ['never longer than seven days', 30 * 86_400, 90 * 86_400, 7 * 86_400],
  ['never longer than its credential', 3600, 900, 900],
  ['at least a second', 0, 900, 1],
])('lives %s', async (_what, expiresIn, credential, seconds) => {
  const { url, expiresAt } = await endsIn(credential).signDownload('a.zip', { ...options, expiresIn });
  expect(expiresOf(url)).toBeGreaterThanOrEqual(seconds - 1);
  expect(expiresOf(url)).toBeLessThanOrEqual(seconds);
  expect(Math.abs(secondsTo(expiresAt) - seconds)).toBeLessThan(2);
});

it('is not made with a credential that has ended', async () => {
  await expect(endsIn(0).signDownload('a.zip', options)).rejects.toMatchObject({
    code: 'store-unavailable',
    retryable: true,
  });
});

it('asks for a credential of the wanted length, at most seven days', async () => {
  const asked: number[] = [];
  const signer = new S3LinkSigner('bucket', (seconds) => {
    asked.push(seconds);
    return Promise.resolve({ client });
  });
  await signer.signDownload('a.zip', options);
  await signer.signDownload('a.zip', { ...options, expiresIn: 1e9 });
  expect(asked).toEqual([600, 7 * 86_400]);
});
