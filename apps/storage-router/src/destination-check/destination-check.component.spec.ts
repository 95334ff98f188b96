import type { Bucket } from '@hub/object-storage';
import { at, CheckedFolder, denied, only, outcomes, refuse } from '../testing/checked-folder.js';
import { Failure } from '@hub/failures';
import type { CheckStep } from './destination-report.js';

type Change = (bucket: Bucket) => Partial<Bucket>;

let folder: CheckedFolder;
beforeAll(async () => {
  folder = await CheckedFolder.open();
});
afterAll(() => folder.close());
afterEach(() => folder.empty());

describe('a bucket that can everything', () => {
  it('passes every step and keeps nothing of it', async () => {
    const report = await folder.check();
    expect(report).toMatchObject({ ok: true, checkedAt: expect.stringMatching(/^20.*Z$/) });
    expect(outcomes(report)).toEqual(only({}));
    expect(report.steps.every(({ code, message, remedy }) => !code && !message && !remedy)).toBe(true);
    expect(await folder.keys()).toEqual([]);
    expect(await folder.unfinishedUploads()).toEqual([]);
  });

  it('is tried under the path only, and leaves what lies there alone', async () => {
    await folder.bucket.put('daily/2026/theirs.txt', Buffer.from('theirs'));
    const written: string[] = [];
    const change = (bucket: Bucket): Partial<Bucket> => ({
      put: (key, ...rest) => {
        written.push(key);
        return bucket.put(key, ...rest);
      },
    });
    await Promise.all([folder.check({ change }), folder.check({ change })]);
    expect(written.every((key) => key.startsWith('daily/2026/hub-export-check-'))).toBe(true);
    expect(new Set(written).size).toBe(2);
    expect(await folder.keys()).toEqual(['daily/2026/theirs.txt']);
  });

  it('works in the root of the bucket', async () => {
    const report = await folder.check({ place: { folder: '' } }, '');
    expect(report.ok).toBe(true);
  });
});

describe('a step that fails', () => {
  const skippedAfterWrite = {
    write: 'failed',
    'never-overwrite': 'skipped',
    read: 'skipped',
    range: 'skipped',
    parts: 'skipped',
    link: 'skipped',
    cors: 'skipped',
    delete: 'skipped',
  };
  const uploads = (bucket: Bucket, change: Partial<Bucket['uploads']>): Partial<Bucket> => ({
    uploads: { ...bucket.uploads, ...change },
  });

  const withOdd = (change: Change) => folder.check({ change });

  it.each<[CheckStep, string, Change, Partial<Record<CheckStep, string>>]>([
    ['write', 's3:PutObject', () => ({ put: refuse(denied()) }), skippedAfterWrite],
    [
      'never-overwrite',
      's3:ListBucket',
      (bucket) => ({
        head: (key) => (key.endsWith('.absent') ? Promise.reject(denied()) : bucket.head(key)),
      }),
      { 'never-overwrite': 'warning' },
    ],
    ['read', 's3:GetObject', () => ({ get: refuse(denied()) }), { read: 'failed', range: 'skipped' }],
    [
      'range',
      's3:GetObject',
      (bucket) => ({ get: (key, range) => (range ? Promise.reject(denied()) : bucket.get(key)) }),
      { range: 'failed' },
    ],
    ['parts', 's3:PutObject', (bucket) => uploads(bucket, { begin: refuse(denied()) }), { parts: 'failed' }],
    [
      'parts',
      's3:AbortMultipartUpload',
      (bucket) =>
        uploads(bucket, {
          // gone all the same, so that nothing is left for the next test
          abort: (key, id) => bucket.uploads.abort(key, id).then(() => Promise.reject(denied())),
        }),
      { parts: 'failed' },
    ],
    ['delete', 's3:DeleteObject', () => ({ delete: refuse(denied()) }), { delete: 'warning' }],
  ])('is %s without %s', async (step, permission, odd, flaws) => {
    const report = await withOdd(odd);
    expect(outcomes(report)).toEqual(only(flaws));
    expect(report.ok).toBe(!Object.values(flaws).includes('failed'));
    expect(at(report, step)).toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining('AccessDenied'),
      remedy: { permissions: [permission], text: expect.stringContaining(permission) },
    });
    const policy = JSON.parse(at(report, step).remedy?.snippet?.text ?? '') as { Statement: { Resource: string }[] };
    expect(policy.Statement.map(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::exports/daily/*',
      'arn:aws:s3:::exports',
    ]);
  });

  it('warns where unfinished uploads cannot be listed', async () => {
    const unfinished = async function* () {
      yield await Promise.reject<never>(denied());
    };
    const report = await withOdd((bucket) => uploads(bucket, { unfinished }));
    expect(outcomes(report)).toEqual(only({ parts: 'warning' }));
    expect(at(report, 'parts').remedy?.permissions).toEqual(['s3:ListBucketMultipartUploads']);
  });

  it('names the file that stays where nothing may be deleted', async () => {
    const report = await withOdd(() => ({ delete: refuse(denied()) }));
    const [left] = await folder.keys();
    expect(at(report, 'delete').message).toContain(left);
  });

  it('removes what a write left whose answer was lost', async () => {
    const lost = new Failure('store-unavailable', 'transient', 'The store cannot be reached (ECONNRESET)');
    const report = await withOdd((bucket) => ({
      put: (...call) => bucket.put(...call).then(() => Promise.reject(lost)),
    }));
    expect(at(report, 'write')).toMatchObject({ outcome: 'failed', code: 'store-unreachable' });
    expect(await folder.keys()).toEqual([]);
  });

  it.each<[string, Change, CheckStep]>([
    [
      'overwrites',
      (bucket) => ({ put: (key, body, options) => bucket.put(key, body, { ...options, ifAbsent: false }) }),
      'never-overwrite',
    ],
    [
      'overwrites by parts',
      (bucket) =>
        uploads(bucket, {
          begin: (key, options) => bucket.uploads.begin(key, { ...options, ifAbsent: false }),
          complete: (key, id, parts) => bucket.uploads.complete(key, id, parts),
        }),
      'parts',
    ],
  ])('warns of a store that %s', async (_, change, step) => {
    const report = await folder.check({ change });
    expect(outcomes(report)).toEqual(only({ [step]: 'warning' }));
    expect(at(report, step)).toMatchObject({ code: 'condition-ignored', remedy: { text: expect.any(String) } });
    expect(await folder.unfinishedUploads()).toEqual([]);
  });

  it('sees bytes that changed, and ranges that are none', async () => {
    const changed = await withOdd((bucket) => ({ get: (_, range) => bucket.get('daily/other', range) }));
    expect(at(changed, 'read').outcome).toBe('failed');
    const whole = await withOdd((bucket) => ({ get: (key) => bucket.get(key) }));
    expect(at(whole, 'range')).toMatchObject({ outcome: 'failed', code: 'bytes-differ' });
  });
});
