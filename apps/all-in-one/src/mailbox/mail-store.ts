import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';

export interface MailSummary {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly receivedAt: string;
}

export interface Mail extends MailSummary {
  readonly messageId: string | null;
  readonly text: string;
  readonly html: string;
}

const idPattern = /^[0-9]{13}-[0-9a-f-]{36}$/;

/** Mails as files, one each, named by the time they came. */
export class MailStore {
  constructor(private readonly folder: string) {}

  async add(raw: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const file = join(this.folder, `${Date.now()}-${randomUUID()}.eml`);
    await writeFile(`${file}.part`, raw);
    await rename(`${file}.part`, file);
  }

  /** Newest first, at most `limit`. */
  async list(limit = 200): Promise<MailSummary[]> {
    const names = await readdir(this.folder).catch(() => [] as string[]);
    const ids = names.filter((name) => name.endsWith('.eml')).map((name) => name.slice(0, -4));
    const newest = ids.sort().reverse().slice(0, limit);
    const mails: MailSummary[] = [];
    for (const id of newest) {
      const mail = await this.find(id);
      if (mail) mails.push({ id, to: mail.to, subject: mail.subject, receivedAt: mail.receivedAt });
    }
    return mails;
  }

  async find(id: string): Promise<Mail | null> {
    if (!idPattern.test(id)) return null;
    const raw = await readFile(join(this.folder, `${id}.eml`)).catch(() => null);
    return raw && toMail(id, await simpleParser(raw));
  }
}

function toMail(id: string, parsed: ParsedMail): Mail {
  const to = [parsed.to ?? []]
    .flat()
    .map((address) => address.text)
    .join(', ');
  return {
    id,
    to,
    subject: parsed.subject ?? '',
    receivedAt: new Date(Number(id.slice(0, 13))).toISOString(),
    messageId: parsed.messageId ?? null,
    text: parsed.text ?? '',
    html: parsed.html || '',
  };
}
