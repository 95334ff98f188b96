import { Public } from '@hub/service-defaults';
import { Body, Controller, Get, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { IssueLink } from '../links/issue-link.js';
import { IssueTicket } from '../links/issue-ticket.js';
import { linkRequestSchema, revocationSchema, type IssuedLink } from '../links/link-request.js';
import { auditQuerySchema, ListLinks, type AuditedLink } from '../links/list-links.js';
import { RevokeTickets, type Revoked } from '../links/revoke-tickets.js';
import { InternalTokenGuard } from './internal-token.guard.js';

/** For the other services; never exposed to the outside. */
@Public()
@Controller('internal')
@UseGuards(InternalTokenGuard)
export class InternalLinksController {
  constructor(
    private readonly links: IssueLink,
    private readonly tickets: IssueTicket,
    private readonly audit: ListLinks,
    private readonly revoke: RevokeTickets,
  ) {}

  @Post('links')
  link(@Body() body: unknown): Promise<IssuedLink> {
    return this.links.execute(linkRequestSchema.parse(body));
  }

  @Get('links')
  list(@Query() query: unknown): Promise<{ links: AuditedLink[]; total: number; page: number; limit: number }> {
    return this.audit.execute(auditQuerySchema.parse(query));
  }

  @Post('tickets')
  ticket(@Body() body: unknown): Promise<IssuedLink> {
    return this.tickets.execute(linkRequestSchema.parse(body));
  }

  @Post('tickets/revoke')
  @HttpCode(200)
  revokeTickets(@Body() body: unknown): Promise<Revoked> {
    return this.revoke.execute(revocationSchema.parse(body));
  }
}
