import { contentDisposition } from '@hub/object-storage';
import { ClientAddresses, Public } from '@hub/service-defaults';
import { Controller, Get, Head, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { contentTypeOf } from '../deliver/content-type.js';
import { RedeemTicket } from '../links/redeem-ticket.js';
import { answerInWords } from './answer-in-words.js';

const addresses = ['d/:token', 'd/:token/:fileName'];

/** What people click in a mail and programs follow. They are answered in words, not in an envelope. */
@Public()
@Controller()
export class TicketsController {
  constructor(
    private readonly redeem: RedeemTicket,
    private readonly addresses: ClientAddresses,
  ) {}

  /** Stands before the GET. A store's signature is for GET alone, so a look is answered here: nothing is signed. */
  @Head(addresses)
  async look(@Param('token') token: string, @Res() response: Response): Promise<void> {
    await answered(response, async () => {
      const { facts, fileName } = await this.redeem.look(token);
      response.set({
        'content-length': `${facts.bytes}`,
        'content-type': contentTypeOf(fileName),
        'content-disposition': contentDisposition(fileName),
        'accept-ranges': 'bytes',
      });
      response.status(200).end();
    });
  }

  /** Clients send their Range again to where the redirect leads. */
  @Get(addresses)
  async follow(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await answered(response, async () => {
      response.redirect(302, await this.redeem.execute(token, this.addresses.of(request)));
    });
  }
}

async function answered(response: Response, answer: () => Promise<void>): Promise<void> {
  response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  await answer().catch((error: unknown) => answerInWords(response, error));
}
