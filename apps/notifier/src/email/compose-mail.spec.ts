import { ExportCompleted, ExportFailed, type StepFailure } from '@hub/event-contracts';
import { composeMail } from './compose-mail.js';

const failure: StepFailure = {
  step: 'deliver',
  code: 'access-denied',
  fault: 'destination',
  message: 'The store refused us: <AccessDenied>',
  retryable: false,
};
const failed = (change: Partial<StepFailure> = {}) =>
  composeMail(
    { kind: 'export.failed', data: { ...ExportFailed.sample, failure: { ...failure, ...change } } },
    'a@b.example',
    [],
  );

it.each<[string, Partial<StepFailure>, string]>([
  ['what to do', { remedy: 'Allow s3:PutObject.' }, 'The store refused us: <AccessDenied>. Allow s3:PutObject.'],
  ['that it may pass', { retryable: true }, 'The store refused us: <AccessDenied>. Trying again may help.'],
  ['what to do first', { retryable: true, remedy: 'Wait.' }, 'The store refused us: <AccessDenied>. Wait.'],
  ['nothing where nobody knows', {}, 'The store refused us: <AccessDenied>'],
])('a mail about a failed export says %s', (_, change, text) => {
  const mail = failed(change);
  expect(mail.text).toBe(text);
  expect(mail.html).toContain(`<p>${text.replace('<', '&lt;').replace('>', '&gt;')}</p></body>`);
});

it('a mail about a completed one has its links and says how long they work', () => {
  const link = { label: 'Download a.zip', url: 'https://hub.example/d/x/a.zip', expiresAt: '2026-12-01T19:11:00.000Z' };
  const mail = composeMail({ kind: 'export.completed', data: ExportCompleted.sample }, 'a@b.example', [link]);
  expect(mail.text).toMatch(
    /Download a\.zip: https:\/\/hub\.example\/d\/x\/a\.zip\n\nThe link works until 2026-12-01 19:11 UTC\.$/,
  );
  expect(mail.html).toContain('<p>The link works until 2026-12-01 19:11 UTC.</p></body>');
});
