import type { Caller } from '@hub/annotation-store';
import { CurrentCaller } from '@hub/service-defaults';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { RevokedLinks } from '../clients/storage-router.contract.js';
import { AuditLinks, type IssuedLinkView } from '../exports/audit-links.js';
import { IssuedLinkPageDto, LinksQueryDto, RevocationDto, RevokedLinksDto } from './links.dto.js';

/** Who got links to the files of an export, and taking them back. */
@ApiTags('exports')
@ApiSecurity('apikey')
@Controller('api/exports/:id/links')
export class LinksController {
  constructor(private readonly audit: AuditLinks) {}

  @Get()
  @ApiOperation({ summary: 'Links that were issued, newest first; never the links themselves' })
  @ApiOkResponse({ type: IssuedLinkPageDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: LinksQueryDto,
  ): Promise<{ links: IssuedLinkView[]; total: number; page: number; limit: number }> {
    return { ...(await this.audit.list(caller, id, query)), page: query.page, limit: query.limit };
  }

  @Post('revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make revocable links void: one, or all of the export' })
  @ApiBody({ type: RevocationDto, required: false })
  @ApiOkResponse({ type: RevokedLinksDto })
  revoke(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: RevocationDto): Promise<RevokedLinks> {
    return this.audit.revoke(caller, id, body.ticketId);
  }
}
