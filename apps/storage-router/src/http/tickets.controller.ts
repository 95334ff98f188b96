import { asFailure } from '@hub/failures';
import { Public } from '@hub/service-defaults';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { RedeemTicket } from '../links/redeem-ticket.js';

const statuses: Readonly<Record<string, number>> = { gone: 410, 'not-found': 404 };

/** What people click in a mail. They are answered in words, not in an envelope. */
@Public()
@Controller('d')
export class TicketsController {
  constructor(private readonly redeem: RedeemTicket) {}

  @Get(':token')
  async follow(@Param('token') token: string, @Res() response: Response): Promise<void> {
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    try {
      response.redirect(302, await this.redeem.execute(token));
    } catch (error) {
      const { code, message } = asFailure(error);
      const status = statuses[code];
      if (status === undefined) throw error;
      response.status(status).type('text/plain').send(`${message}.\n`);
    }
  }
}
