import { Failure } from '@hub/failures';
import type { CheckStepRun, Finding } from '../check-step.js';
import type { FetchedLink } from '../fetch-link.js';
import type { Probe } from '../probe.js';
import { probeRange } from './read-steps.js';

const linkSeconds = 120;

const sign = async ({ bucket, keys, fileName }: Probe): Promise<string> =>
  (await bucket.links.signDownload(keys.object, { expiresIn: linkSeconds, fileName })).url;

/** As a browser or a script follows it: without any header of ours. */
export const link: CheckStepRun = {
  step: 'link',
  needs: ['write'],
  ability: 'link',
  async run(probe) {
    const url = await sign(probe);
    const whole = await probe.fetchLink(url, { signal: probe.signal });
    if (whole.status !== 200) throw refusedLink(whole);
    if (!whole.body.equals(probe.body)) return failed('bytes-differ', 'The link gives other bytes than we wrote.');
    const { start, end } = probeRange;
    const part = await probe.fetchLink(url, { headers: { range: `bytes=${start}-${end}` }, signal: probe.signal });
    if (part.status !== 206 || !part.body.equals(probe.body.subarray(start, end + 1)))
      return warning('link-without-ranges', 'Links give whole files only: an interrupted download begins anew.');
    const named = whole.headers['content-disposition'] ?? '';
    if (!/^attachment/i.test(named) || !named.includes(encodeURIComponent(probe.fileName)))
      return warning(
        'link-without-name',
        'The store ignores the file name in links: downloads are named like the object.',
      );
    return null;
  },
};

/** As a page of ours in a browser reads it. */
export const cors: CheckStepRun = {
  step: 'cors',
  needs: ['link'],
  advisory: true,
  ability: 'cors',
  async run(probe) {
    const url = await sign(probe);
    const { origin, signal } = probe;
    const asked = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' };
    const preflight = await probe.fetchLink(url, { method: 'OPTIONS', headers: asked, signal });
    const got = await probe.fetchLink(url, { headers: { origin }, signal });
    if (preflight.status < 300 && letsIn(preflight, origin) && letsIn(got, origin)) return null;
    return {
      outcome: 'warning',
      code: 'cors-missing',
      message: `The bucket does not let pages of ${origin} read its files (CORS). Links work, but a page cannot show what is in an export.`,
      ability: 'cors',
    };
  },
};

function letsIn({ headers }: FetchedLink, origin: string): boolean {
  const allowed = headers['access-control-allow-origin'];
  return allowed === '*' || allowed === origin;
}

/** The store answers in XML: its code and words, never the link. */
function refusedLink({ status, body }: FetchedLink): Failure {
  const text = body.toString('utf8');
  const [code, words] = ['Code', 'Message'].map((tag) => new RegExp(`<${tag}>([^<]{1,300})</${tag}>`).exec(text)?.[1]);
  const said = code ? `${code}: ${words ?? ''}` : `status ${status}`;
  const message = `The store refuses its own link: ${said}`;
  if (code === 'NoSuchBucket') return new Failure('bucket-missing', 'destination', message);
  if (code === 'RequestTimeTooSkewed' || /not yet valid|has expired/i.test(words ?? ''))
    return new Failure('clock-skewed', 'hub', message);
  if (status >= 500) return new Failure('store-unavailable', 'transient', message);
  return new Failure(status === 401 || status === 403 ? 'access-denied' : 'store-refused', 'destination', message);
}

const failed = (code: string, message: string): Finding => ({ outcome: 'failed', code, message, ability: 'link' });
const warning = (code: string, message: string): Finding => ({ outcome: 'warning', code, message, ability: 'link' });
