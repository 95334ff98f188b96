import { escapeHtml } from '@hub/service-defaults';
import type { ExportOutcome } from '../notify/export-outcome.js';
import { wording } from '../notify/export-outcome.js';
import type { MailMessage } from './mailer.js';

/** A download as the mail shows it. */
export interface MailLink {
  readonly label: string;
  readonly url: string;
  readonly expiresAt: string;
}

/** Text and HTML of the mail about an export. Names and messages are people's input and are escaped. */
export function composeMail(outcome: ExportOutcome, to: string, links: readonly MailLink[]): MailMessage {
  const { title, message } = wording(outcome);
  const until = links[0] ? `The link works until ${links[0].expiresAt.slice(0, 16).replace('T', ' ')} UTC.` : '';
  const text = [message, ...links.map((link) => `${link.label}: ${link.url}`), until].filter(Boolean).join('\n\n');
  const anchors = links
    .map((link) => `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`)
    .join('');
  return {
    messageId: `<${outcome.data.exportId}.${outcome.kind}.email@hub-exports>`,
    to,
    subject: oneLine(title),
    text,
    html: `<!doctype html><html lang="en"><body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(message)}</p>${anchors}${until && `<p>${until}</p>`}</body></html>`,
  };
}

// a control character would end the header
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();
