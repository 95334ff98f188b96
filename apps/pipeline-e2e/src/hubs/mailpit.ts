import { z } from 'zod';
import type { ReceivedMail } from './hub.js';

const listSchema = z.object({ messages: z.array(z.object({ ID: z.string() })) });
const mailSchema = z.object({
  To: z.array(z.object({ Address: z.string() })),
  Subject: z.string(),
  Text: z.string(),
});

/**
 * Mails in the catcher whose API is at `api`, newest first. A catcher may be shared: only mails whose links lead to the
 * system at `url` count.
 */
export async function readMailpit(api: string, url: string): Promise<ReceivedMail[]> {
  const get = async (path: string): Promise<unknown> => (await fetch(`${api}${path}`)).json();
  const { messages } = listSchema.parse(await get('/api/v1/messages?limit=200'));
  const mails = await Promise.all(messages.map(async ({ ID }) => mailSchema.parse(await get(`/api/v1/message/${ID}`))));
  return mails
    .filter((mail) => mail.Text.includes(url))
    .map((mail) => ({ to: mail.To.map((to) => to.Address).join(', '), subject: mail.Subject, text: mail.Text }));
}
