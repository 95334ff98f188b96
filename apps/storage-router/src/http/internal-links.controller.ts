import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { createZodDto } from 'nestjs-zod';
import { IssueLink } from '../links/issue-link.js';
import { IssueTicket } from '../links/issue-ticket.js';
import { linkRequestSchema, revocationSchema, ticketRequestSchema, type IssuedLink } from '../links/link-request.js';
import { RevokeTickets } from '../links/revoke-tickets.js';
import { InternalTokenGuard } from './internal-token.guard.js';

class LinkRequestDto extends createZodDto(linkRequestSchema) {}
class TicketRequestDto extends createZodDto(ticketRequestSchema) {}

/** For the other services; never exposed to the outside. */
@Controller('internal')
@UseGuards(InternalTokenGuard)
export class InternalLinksController {
  constructor(
    private readonly links: IssueLink,
    private readonly tickets: IssueTicket,
    private readonly revoke: RevokeTickets,
  ) {}

  @Post('links')
  link(@Body() request: LinkRequestDto): Promise<IssuedLink> {
    return this.links.execute(request);
  }

  @Post('tickets')
  ticket(@Body() request: TicketRequestDto): Promise<IssuedLink> {
    return this.tickets.execute(request);
  }

  @Post('tickets/revoke')
  async revokeTickets(@Body() body: unknown): Promise<{ revoked: number }> {
    return { revoked: await this.revoke.execute(revocationSchema.parse(body)) };
  }
}
