import { escapeHtml } from '@hub/service-defaults';
import type { Mail, MailSummary } from './mail-store.js';

const layout = (title: string, body: string): string => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{width:100%;border-collapse:collapse}
td,th{text-align:left;padding:.4rem;border-bottom:1px solid #ddd}iframe{width:100%;height:70vh;border:1px solid #ddd}</style>${body}</html>`;

export function mailboxPage(mails: readonly MailSummary[]): string {
  const rows = mails
    .map(
      (mail) =>
        `<tr><td>${escapeHtml(mail.receivedAt)}<td>${escapeHtml(mail.to)}<td><a href="/mail/${mail.id}">${escapeHtml(mail.subject)}</a></tr>`,
    )
    .join('');
  const table = `<table><thead><tr><th>Received<th>To<th>Subject</tr></thead><tbody>${rows}</tbody></table>`;
  return layout(
    'Mailbox',
    `<h1>Mailbox</h1><p>Every mail this demo sends lands here.</p>${mails.length ? table : '<p>No mail yet.</p>'}`,
  );
}

export function mailPage(mail: Mail): string {
  const body = mail.html
    ? `<iframe sandbox="allow-popups allow-top-navigation-by-user-activation" srcdoc="${escapeHtml(mail.html)}"></iframe>`
    : `<pre>${escapeHtml(mail.text)}</pre>`;
  return layout(
    mail.subject,
    `<p><a href="/mail">Mailbox</a></p><h1>${escapeHtml(mail.subject)}</h1><p>To ${escapeHtml(mail.to)}, ${escapeHtml(mail.receivedAt)}</p>${body}`,
  );
}
