import type { Caller } from '@hub/annotation-store';
import { artifactKinds, artifactKindSchema, type ArtifactKind } from '@hub/event-contracts';
import { notFound } from '@hub/failures';
import { ClientAddresses, CurrentCaller } from '@hub/service-defaults';
import { Body, Controller, Get, Head, Header, HttpCode, Param, Post, Redirect, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExcludeEndpoint,
  ApiFoundResponse,
  ApiGoneResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ArtifactLink } from '../clients/storage-router.contract.js';
import { ExportAccess } from '../exports/export-access.js';
import { linkable, LinkArtifact } from '../exports/link-artifact.js';
import { ArtifactLinkDto, LinkWishDto } from './links.dto.js';

/** The files of an export. Each link is signed on demand, expires and is audited. */
@ApiTags('exports')
@ApiSecurity('apikey')
@ApiParam({ name: 'kind', enum: artifactKinds })
@Controller('api/exports/:id/artifacts/:kind')
export class ArtifactsController {
  constructor(
    private readonly access: ExportAccess,
    private readonly linkArtifact: LinkArtifact,
    private readonly addresses: ClientAddresses,
  ) {}

  @Post('link')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A fresh link to the file: works without headers, supports ranges' })
  @ApiBody({ type: LinkWishDto, required: false })
  @ApiOkResponse({ type: ArtifactLinkDto })
  @ApiGoneResponse({ description: 'The file was removed after its retention time' })
  async link(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('kind') kind: string,
    @Body() { expiresIn, revocable }: LinkWishDto,
    @Req() request: Request,
  ): Promise<ArtifactLink> {
    const found = await this.access.export(caller, id);
    const wish = { caller, channel: 'app', clientAddress: this.addresses.of(request), expiresIn } as const;
    return this.linkArtifact[revocable ? 'revocable' : 'direct'](found, known(kind), wish);
  }

  /** Stands before the GET: a store's signature is for GET alone, so a look is answered here, and nothing is signed. */
  @Head('download')
  @Header('cache-control', 'no-store')
  @ApiExcludeEndpoint()
  async look(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('kind') kind: string,
    @Res() response: Response,
  ): Promise<void> {
    const { bytes } = linkable(await this.access.export(caller, id), known(kind));
    response.set({ 'content-length': `${bytes}`, 'content-type': 'application/zip', 'accept-ranges': 'bytes' }).end();
  }

  @Get('download')
  @Redirect()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Redirects to a fresh link' })
  @ApiFoundResponse({ description: 'To the file' })
  @ApiGoneResponse({ description: 'The file was removed after its retention time' })
  async download(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('kind') kind: string,
    @Req() request: Request,
  ): Promise<{ url: string; statusCode: 302 }> {
    const found = await this.access.export(caller, id);
    const wish = { caller, channel: 'download', clientAddress: this.addresses.of(request) } as const;
    return { url: (await this.linkArtifact.direct(found, known(kind), wish)).url, statusCode: 302 };
  }
}

function known(kind: string): ArtifactKind {
  const parsed = artifactKindSchema.safeParse(kind);
  if (parsed.success) return parsed.data;
  throw notFound(`There is no ${kind.slice(0, 100)} artifact.`, {
    field: 'kind',
    value: kind,
    expected: artifactKinds.join(', '),
  });
}
