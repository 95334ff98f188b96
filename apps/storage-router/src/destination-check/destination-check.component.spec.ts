import { randomUUID } from 'node:crypto';
import { Failure } from '@hub/failures';
import { guardedAgents, guardSettings } from '@hub/guarded-agent';
import type { Bucket } from '@hub/object-storage';
import { ExportStorageWorld } from '../testing/export-storage-world.js';
import { CheckDestination, type CheckLimits } from './check-destination.js';
import type { CheckedPlace } from './checked-place.js';
import { checkSteps, type CheckStep, type DestinationReport, type StepReport } from './destination-report.js';
import { linkFetcher, type FetchedLink, type FetchLink } from './fetch-link.js';

let world: ExportStorageWorld;
beforeAll(async () => {
  world = await ExportStorageWorld.open();
});
afterAll(() => world.close());
afterEach(async () => {
  for (const key of await world.keys()) await world.bucket.delete(key);
});

const place: CheckedPlace = {
  kind: 'aws-keys',
  storageName: 'Our AWS',
  bucket: 'exports',
  folder: 'daily',
  origin: 'https://hub.example',
  region: 'eu-central-1',
};
const fetchLink = linkFetcher(guardedAgents(guardSettings.parse({ OUTBOUND_ALLOW: '127.0.0.1' })));

interface Odd {
  readonly change?: (bucket: Bucket) => Partial<Bucket>;
  readonly fetchLink?: FetchLink;
  readonly limits?: CheckLimits;
  readonly place?: Partial<CheckedPlace>;
}

/** The check of the folder, except for what is said. */
function check({ change, fetchLink: fetcher = fetchLink, limits = { step: 5, whole: 10 }, ...odd }: Odd = {}) {
  const bucket = world.bucket;
  return new CheckDestination(fetcher, limits).execute({
    place: { ...place, ...odd.place },
    folder: 'daily/2026',
    open: () => Promise.resolve({ ...bucket, ...change?.(bucket) }),
  });
}

const denied = (action = ''): Failure =>
  new Failure('access-denied', 'destination', `The store refused us: AccessDenied: not authorized ${action}`.trim());
const refuse = (failure: Failure) => () => Promise.reject(failure);
const at = (report: DestinationReport, step: CheckStep): StepReport => {
  const found = report.steps.find((one) => one.step === step);
  if (!found) throw new Error(`The report has no ${step}`);
  return found;
};
const outcomes = (report: DestinationReport): string[] => report.steps.map(({ step, outcome }) => `${step} ${outcome}`);
const only = (flaws: Partial<Record<CheckStep, string>>): string[] =>
  checkSteps.map((step) => `${step} ${flaws[step] ?? 'passed'}`);
/** What the router's own links lack here: it serves pages of its own origin only. */
const withCors: FetchLink = async (url, call) => {
  const answer = await fetchLink(url, call);
  const headers = { ...answer.headers, 'access-control-allow-origin': 'https://hub.example' };
  return call.method === 'OPTIONS' ? { status: 200, headers, body: Buffer.alloc(0) } : { ...answer, headers };
};

describe('a bucket that can everything', () => {
  it('passes every step and keeps nothing of it', async () => {
    const report = await check({ fetchLink: withCors });
    expect(report).toMatchObject({ ok: true, checkedAt: expect.stringMatching(/^20.*Z$/) });
    expect(outcomes(report)).toEqual(only({}));
    expect(report.steps.every(({ code, message, remedy }) => !code && !message && !remedy)).toBe(true);
    expect(await world.keys()).toEqual([]);
    expect(await world.unfinishedUploads()).toEqual([]);
  });

  it('is tried under the path only, and leaves what lies there alone', async () => {
    await world.bucket.put('daily/2026/theirs.txt', Buffer.from('theirs'));
    const written: string[] = [];
    const change = (bucket: Bucket): Partial<Bucket> => ({
      put: (key, ...rest) => {
        written.push(key);
        return bucket.put(key, ...rest);
      },
    });
    await Promise.all([check({ change }), check({ change })]);
    expect(written.every((key) => key.startsWith('daily/2026/hub-export-check-'))).toBe(true);
    expect(new Set(written).size).toBe(2);
    expect(await world.keys()).toEqual(['daily/2026/theirs.txt']);
  });

  it('works in the root of the bucket', async () => {
    const bucket = world.bucket;
    const report = await new CheckDestination(withCors, { step: 5, whole: 10 }).execute({
      place: { ...place, folder: '' },
      folder: '',
      open: () => Promise.resolve(bucket),
    });
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
  const forbidden = (part: (bucket: Bucket) => Partial<Bucket>): Odd => ({ change: part, fetchLink: withCors });
  const uploads = (bucket: Bucket, change: Partial<Bucket['uploads']>): Partial<Bucket> => ({
    uploads: { ...bucket.uploads, ...change },
  });

  it.each<[CheckStep, string, Odd, Partial<Record<CheckStep, string>>]>([
    ['write', 's3:PutObject', forbidden(() => ({ put: refuse(denied()) })), skippedAfterWrite],
    [
      'never-overwrite',
      's3:ListBucket',
      forbidden((bucket) => ({
        head: (key) => (key.endsWith('.absent') ? Promise.reject(denied()) : bucket.head(key)),
      })),
      { 'never-overwrite': 'warning' },
    ],
    ['read', 's3:GetObject', forbidden(() => ({ get: refuse(denied()) })), { read: 'failed', range: 'skipped' }],
    [
      'range',
      's3:GetObject',
      forbidden((bucket) => ({ get: (key, range) => (range ? Promise.reject(denied()) : bucket.get(key)) })),
      { range: 'failed' },
    ],
    ['parts', 's3:PutObject', forbidden((bucket) => uploads(bucket, { begin: refuse(denied()) })), { parts: 'failed' }],
    [
      'parts',
      's3:AbortMultipartUpload',
      forbidden((bucket) =>
        uploads(bucket, {
          // gone all the same, so that nothing is left for the next test
          abort: (key, id) => bucket.uploads.abort(key, id).then(() => Promise.reject(denied())),
        }),
      ),
      { parts: 'failed' },
    ],
    ['delete', 's3:DeleteObject', forbidden(() => ({ delete: refuse(denied()) })), { delete: 'warning' }],
  ])('is %s without %s', async (step, permission, odd, flaws) => {
    const report = await check(odd);
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
    const report = await check(forbidden((bucket) => uploads(bucket, { unfinished })));
    expect(outcomes(report)).toEqual(only({ parts: 'warning' }));
    expect(at(report, 'parts').remedy?.permissions).toEqual(['s3:ListBucketMultipartUploads']);
  });

  it('names the file that stays where nothing may be deleted', async () => {
    const report = await check(forbidden(() => ({ delete: refuse(denied()) })));
    const [left] = await world.keys();
    expect(at(report, 'delete').message).toContain(left);
  });

  it('removes what a write left whose answer was lost', async () => {
    const lost = new Failure('store-unavailable', 'transient', 'The store cannot be reached (ECONNRESET)');
    const report = await check(
      forbidden((bucket) => ({ put: (...call) => bucket.put(...call).then(() => Promise.reject(lost)) })),
    );
    expect(at(report, 'write')).toMatchObject({ outcome: 'failed', code: 'store-unreachable' });
    expect(await world.keys()).toEqual([]);
  });

  it.each<[string, (bucket: Bucket) => Partial<Bucket>, CheckStep]>([
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
    const report = await check({ change, fetchLink: withCors });
    expect(outcomes(report)).toEqual(only({ [step]: 'warning' }));
    expect(at(report, step)).toMatchObject({ code: 'condition-ignored', remedy: { text: expect.any(String) } });
    expect(await world.unfinishedUploads()).toEqual([]);
  });

  it('sees bytes that changed, and ranges that are none', async () => {
    const changed = await check(forbidden((bucket) => ({ get: (_, range) => bucket.get('daily/other', range) })));
    expect(at(changed, 'read').outcome).toBe('failed');
    const whole = await check(forbidden((bucket) => ({ get: (key) => bucket.get(key) })));
    expect(at(whole, 'range')).toMatchObject({ outcome: 'failed', code: 'bytes-differ' });
  });
});

describe('a link', () => {
  const answering =
    (change: (answer: FetchedLink) => Partial<FetchedLink>): FetchLink =>
    async (url, call) => {
      const answer = await withCors(url, call);
      return { ...answer, ...change(answer) };
    };
  const xml = (code: string, message: string): Buffer =>
    Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);

  it.each<[string, FetchLink, string, string]>([
    ['is refused', answering(() => ({ status: 403, body: xml('AccessDenied', 'no') })), 'failed', 'access-denied'],
    [
      'came too late',
      answering(() => ({ status: 403, body: xml('AccessDenied', 'Request has expired') })),
      'failed',
      'clock-skewed',
    ],
    [
      'redirects',
      answering(() => ({ status: 307, body: xml('TemporaryRedirect', 'elsewhere') })),
      'failed',
      'store-refused',
    ],
    ['gives other bytes', answering(() => ({ body: Buffer.from('x') })), 'failed', 'bytes-differ'],
    ['knows no ranges', (url, call) => withCors(url, { ...call, headers: {} }), 'warning', 'link-without-ranges'],
    [
      'loses the name',
      answering(({ headers }) => ({ headers: { ...headers, 'content-disposition': undefined } })),
      'warning',
      'link-without-name',
    ],
  ])('that %s is seen', async (_, fetcher, outcome, code) => {
    const report = await check({ fetchLink: fetcher });
    expect(at(report, 'link')).toMatchObject({ outcome, code, message: expect.any(String) });
    expect(report.ok).toBe(outcome === 'warning');
    expect(at(report, 'cors').outcome).toBe(outcome === 'failed' ? 'skipped' : 'passed');
    expect(await world.keys()).toEqual([]);
  });

  it('is never in the report', async () => {
    const report = await check({
      fetchLink: (url) => Promise.reject(new Failure('unexpected', 'hub', `cannot open ${url}`)),
    });
    expect(at(report, 'link').outcome).toBe('failed');
    expect(JSON.stringify(report)).not.toContain('sig=');
  });

  it('goes through the guarded agent', async () => {
    const strict = linkFetcher(guardedAgents(guardSettings.parse({})));
    expect(at(await check({ fetchLink: strict }), 'link')).toMatchObject({
      outcome: 'failed',
      code: 'address-refused',
    });
  });

  it.each<[Partial<CheckedPlace>, RegExp]>([
    [{ kind: 'aws-keys' }, /"AllowedOrigins"[^]*"https:\/\/hub\.example"[^]*"GET",\s+"HEAD"[^]*"ExposeHeaders"/],
    [{ kind: 'gcs-hmac' }, /"origin"[^]*"https:\/\/hub\.example"[^]*"GET",\s+"HEAD"[^]*"responseHeader"/],
  ])('without CORS for %j is a warning with the rule to paste', async (kind, rule) => {
    const report = await check({ place: kind });
    expect(outcomes(report)).toEqual(only({ cors: 'warning' }));
    expect(at(report, 'cors')).toMatchObject({
      code: 'cors-missing',
      remedy: { snippet: { text: expect.stringMatching(rule) } },
    });
  });
});

describe('a store that cannot be reached', () => {
  it.each<[string, Failure, string]>([
    [
      'unknown name',
      new Failure('store-unavailable', 'transient', 'The store cannot be reached (ENOTFOUND)'),
      'host-unknown',
    ],
    [
      'closed port',
      new Failure('store-unavailable', 'transient', 'The store cannot be reached (ECONNREFUSED)'),
      'store-unreachable',
    ],
    ['refused address', new Failure('address-refused', 'user', 'We do not connect to 10.0.0.1'), 'address-refused'],
    [
      'wrong clock',
      new Failure('clock-skewed', 'hub', 'Our clock and that of the store differ too much'),
      'clock-skewed',
    ],
    [
      'bad certificate',
      new Failure('unexpected', 'hub', 'self-signed certificate', {
        cause: Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      }),
      'certificate-untrusted',
    ],
  ])('for its %s skips everything else', async (_, failure, code) => {
    const report = await check({ change: () => ({ head: refuse(failure) }) });
    expect(report.ok).toBe(false);
    expect(outcomes(report)).toEqual(checkSteps.map((step) => `${step} ${step === 'address' ? 'failed' : 'skipped'}`));
    expect(at(report, 'address')).toMatchObject({ code, remedy: { text: expect.any(String) } });
  });

  it('is given up in time, step by step and as a whole, and the probe is removed', async () => {
    const silent = () => new Promise<never>(() => undefined);
    const read = await check({
      limits: { step: 0.3, whole: 10 },
      change: () => ({ get: silent }),
      fetchLink: withCors,
    });
    expect(at(read, 'read')).toMatchObject({ outcome: 'failed', code: 'check-timed-out' });
    expect(at(read, 'link').outcome).toBe('passed');
    const whole = await check({
      limits: { step: 5, whole: 0.5 },
      change: () => ({ get: silent }),
      fetchLink: withCors,
    });
    expect(at(whole, 'read').outcome).toBe('failed');
    expect(at(whole, 'link').outcome).toBe('skipped');
    expect(at(whole, 'delete').outcome).toBe('passed');
    expect(await world.keys()).toEqual([]);
  });

  it('is not blamed for an outage of ours', async () => {
    const outage = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const checked = new CheckDestination(fetchLink, { step: 5, whole: 10 }).execute({
      place,
      folder: '',
      open: () => Promise.reject(outage),
    });
    await expect(checked).rejects.toBe(outage);
  });

  it('tells what opening the storage said, and no secret', async () => {
    const secret = randomUUID();
    const report = await new CheckDestination(fetchLink, { step: 5, whole: 10 }).execute({
      place,
      folder: 'daily',
      open: () =>
        Promise.reject(
          new Failure('store-refused', 'destination', `GET https://sts.example/?X-Amz-Signature=${secret} said no`),
        ),
    });
    expect(at(report, 'address')).toMatchObject({ outcome: 'failed', message: expect.stringContaining('said no') });
    expect(JSON.stringify(report)).not.toContain(secret);
  });
});
