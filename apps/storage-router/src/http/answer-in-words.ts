import { asFailure } from '@hub/failures';
import type { Response } from 'express';

const statuses: Readonly<Record<string, number>> = { gone: 410, 'not-found': 404, conflict: 409, forbidden: 403 };

/** People who click a link read a sentence, not an envelope. Rethrows what is no answer to them. */
export function answerInWords(response: Response, error: unknown): void {
  const { code, message } = asFailure(error);
  const status = statuses[code];
  if (status === undefined) throw error;
  response
    .status(status)
    .type('text/plain')
    .send(`${message.replace(/\.$/, '')}.\n`);
}
