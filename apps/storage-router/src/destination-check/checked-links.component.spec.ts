import { randomUUID } from 'node:crypto';
import { Failure } from '@hub/failures';
import { guardedAgents, guardSettings } from '@hub/guarded-agent';
import { at, CheckedFolder, only, outcomes, refuse } from '../testing/checked-folder.js';
import type { CheckedPlace } from './checked-place.js';
import { checkSteps } from './destination-report.js';
import { linkFetcher, type FetchedLink, type FetchLink } from './fetch-link.js';

let folder: CheckedFolder;
beforeAll(async () => {
  folder = await CheckedFolder.open();
});
afterAll(() => folder.close());
afterEach(() => folder.empty());

describe('a link', () => {
  const answering =
    (change: (answer: FetchedLink) => Partial<FetchedLink>): FetchLink =>
    async (url, call) => {
      const answer = await folder.withCors(url, call);
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
    [
      'knows no ranges',
      (url, call) => folder.withCors(url, { ...call, headers: {} }),
      'warning',
      'link-without-ranges',
    ],
    [
      'loses the name',
      answering(({ headers }) => ({ headers: { ...headers, 'content-disposition': undefined } })),
      'warning',
      'link-without-name',
    ],
  ])('that %s is seen', async (_, fetcher, outcome, code) => {
    const report = await folder.check({ fetchLink: fetcher });
    expect(at(report, 'link')).toMatchObject({ outcome, code, message: expect.any(String) });
    expect(report.ok).toBe(outcome === 'warning');
    expect(at(report, 'cors').outcome).toBe(outcome === 'failed' ? 'skipped' : 'passed');
    expect(await folder.keys()).toEqual([]);
  });

  it('is never in the report', async () => {
    const report = await folder.check({
      fetchLink: (url) => Promise.reject(new Failure('unexpected', 'hub', `cannot open ${url}`)),
    });
    expect(at(report, 'link').outcome).toBe('failed');
    expect(JSON.stringify(report)).not.toContain('sig=');
  });

  it('goes through the guarded agent', async () => {
    const strict = linkFetcher(guardedAgents(guardSettings.parse({})));
    expect(at(await folder.check({ fetchLink: strict }), 'link')).toMatchObject({
      outcome: 'failed',
      code: 'address-refused',
    });
  });

  it.each<[Partial<CheckedPlace>, RegExp]>([
    [{ kind: 'aws-keys' }, /"AllowedOrigins"[^]*"https:\/\/hub\.example"[^]*"GET",\s+"HEAD"[^]*"ExposeHeaders"/],
    [{ kind: 'gcs-hmac' }, /"origin"[^]*"https:\/\/hub\.example"[^]*"GET",\s+"HEAD"[^]*"responseHeader"/],
  ])('without CORS for %j is a warning with the rule to paste', async (kind, rule) => {
    const report = await folder.check({ place: kind, fetchLink: folder.fetchLink });
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
    const report = await folder.check({ change: () => ({ head: refuse(failure) }) });
    expect(report.ok).toBe(false);
    expect(outcomes(report)).toEqual(checkSteps.map((step) => `${step} ${step === 'address' ? 'failed' : 'skipped'}`));
    expect(at(report, 'address')).toMatchObject({ code, remedy: { text: expect.any(String) } });
  });

  it('is given up in time, step by step and as a whole, and the probe is removed', async () => {
    const silent = () => new Promise<never>(() => undefined);
    const read = await folder.check({
      limits: { step: 1.5, whole: 20 },
      change: () => ({ get: silent }),
    });
    expect(at(read, 'read')).toMatchObject({ outcome: 'failed', code: 'check-timed-out' });
    expect(at(read, 'link').outcome).toBe('passed');
    const whole = await folder.check({
      limits: { step: 9, whole: 2 },
      change: () => ({ get: silent }),
    });
    expect(at(whole, 'read').outcome).toBe('failed');
    expect(at(whole, 'link').outcome).toBe('skipped');
    expect(at(whole, 'delete').outcome).toBe('passed');
    expect(await folder.keys()).toEqual([]);
  });

  it('is not blamed for an outage of ours', async () => {
    const outage = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const checked = folder.check({
      open: () => Promise.reject(outage),
    });
    await expect(checked).rejects.toBe(outage);
  });

  it('tells what opening the storage said, and no secret', async () => {
    const secret = randomUUID();
    const report = await folder.check({
      open: () =>
        Promise.reject(
          new Failure('store-refused', 'destination', `GET https://sts.example/?X-Amz-Signature=${secret} said no`),
        ),
    });
    expect(at(report, 'address')).toMatchObject({ outcome: 'failed', message: expect.stringContaining('said no') });
    expect(JSON.stringify(report)).not.toContain(secret);
  });
});
